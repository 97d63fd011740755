using System.Numerics;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;

namespace Vennlink.Snapshots.Sources;

/// <summary>Writes <c>source.hosts</c>: first all hosts of a domain are told of, then its pages in order. Layout in
/// docs/formats/source-hosts.md.</summary>
/// <remarks>Holds 4 bytes a host and 4 bytes a domain.</remarks>
internal sealed class SourceHostsWriter : IDisposable
{
    private const int WordBits = 32;

    private readonly SealedFileWriter _file;
    private readonly NativeArray<uint> _hostCounts; // by domain
    private readonly NativeArray<uint> _ordinals; // by number of the host: inside its domain, from 1 on; 0: none yet
    private readonly SpilledColumn<uint> _starts;
    private readonly SpilledColumn<uint> _bestPages;
    private readonly SpilledColumn<uint> _words;
    private uint _nextHost;
    private uint _endDomain; // behind the last domain that pages came of
    private uint _nextOrdinal;
    private int _width;
    private uint _wordCount;
    private ulong _bits; // of the word that is not full yet
    private int _bitCount;

    /// <param name="folder">Folder of the snapshot.</param>
    /// <param name="temporaryFolder">Existing folder.</param>
    /// <param name="pageCount">Source pages: no fewer than hosts.</param>
    /// <param name="domainCount">Source domains.</param>
    public SourceHostsWriter(string folder, string temporaryFolder, uint pageCount, uint domainCount)
    {
        _file = new SealedFileWriter(Path.Combine(folder, SnapshotFormat.SourceHostsFile),
            SnapshotFormat.SourceHostsMagic, SnapshotFormat.SourceHostsVersion);
        _hostCounts = new NativeArray<uint>(domainCount);
        _ordinals = new NativeArray<uint>(pageCount, isCleared: false);
        _starts = new SpilledColumn<uint>(Path.Combine(temporaryFolder, "hosts.starts"));
        _bestPages = new SpilledColumn<uint>(Path.Combine(temporaryFolder, "hosts.best"));
        _words = new SpilledColumn<uint>(Path.Combine(temporaryFolder, "hosts.ordinals"));
    }

    /// <summary>Hosts told of.</summary>
    public uint Count => _nextHost;

    /// <summary>Bits that tell a host from the others of its domain.</summary>
    public static int Width(uint hostCount) => 32 - BitOperations.LeadingZeroCount(hostCount - 1);

    /// <summary>Tells of a host.</summary>
    /// <returns>Its number here.</returns>
    public uint AddHost(uint domain)
    {
        _hostCounts[domain]++;
        _ordinals[_nextHost] = 0;
        return _nextHost++;
    }

    /// <summary>Appends a page; pages come in order.</summary>
    public void AddPage(uint page, uint domain, uint host)
    {
        if (domain == _endDomain)
        {
            EndWord();
            (_nextOrdinal, _width) = (0, Width(_hostCounts[domain]));
            _starts.Add(_wordCount);
            _endDomain++;
        }

        if (_ordinals[host] == 0)
        {
            if (_nextOrdinal > 0)
            {
                _bestPages.Add(page);
            }

            _ordinals[host] = ++_nextOrdinal;
        }

        _bits |= (ulong)(_ordinals[host] - 1) << _bitCount;
        _bitCount += _width;
        if (_bitCount >= WordBits)
        {
            AddWord((uint)_bits);
            _bits >>= WordBits;
            _bitCount -= WordBits;
        }
    }

    /// <summary>Ends the file.</summary>
    public void Complete()
    {
        EndWord();
        uint first = 0;
        _file.StartSection();
        for (long domain = 0; domain < _hostCounts.Length; domain++)
        {
            _file.WriteUInt32(first);
            first += _hostCounts[domain];
        }

        _file.WriteUInt32(first);
        _starts.WriteSection(_file);
        _bestPages.WriteSection(_file);

        // An ordinal is read as 64 bits.
        AddWord(0);
        AddWord(0);
        _words.WriteSection(_file);
        _file.Complete();
    }

    public void Dispose()
    {
        _file.Dispose();
        _hostCounts.Dispose();
        _ordinals.Dispose();
        _starts.Dispose();
        _bestPages.Dispose();
        _words.Dispose();
    }

    private void EndWord()
    {
        if (_bitCount > 0)
        {
            AddWord((uint)_bits);
            (_bits, _bitCount) = (0, 0);
        }
    }

    private void AddWord(uint word)
    {
        _words.Add(word);
        _wordCount = checked(_wordCount + 1);
    }
}
