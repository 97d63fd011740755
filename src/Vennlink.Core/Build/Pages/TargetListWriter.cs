using System.Buffers;
using Vennlink.Graph.Vertices;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Pages;

/// <summary>Writes the lists of target pages, which come in key order, to a <see cref="TargetListFile"/>. Not
/// thread-safe.</summary>
/// <param name="temporaryFolder">Existing folder.</param>
/// <param name="partBytes">Bytes after which another file is begun, at the next host: what is read by one
/// thread.</param>
internal sealed class TargetListWriter(
    string temporaryFolder, long partBytes = TargetListWriter.PartBytes) : IDisposable
{
    private const long PartBytes = 16 << 20;
    private const int BlockBytes = 1 << 16;

    private readonly string _name = $"lists-{Guid.NewGuid():n}";
    private readonly ArrayBufferWriter<byte> _record = new();
    private readonly List<RunFile> _parts = [];
    private readonly List<uint> _firstHosts = [];
    private RunWriter? _part;
    private long _partLength;
    private bool _startsHost;
    private ulong _previous;

    /// <summary>Hosts so far.</summary>
    public uint HostCount { get; private set; }

    /// <summary>Arcs so far.</summary>
    public long ArcCount { get; private set; }

    /// <summary>Starts a host; at least one target follows.</summary>
    public void StartHost()
    {
        if (_part is null || _partLength >= partBytes)
        {
            EndPart();
            _part = new RunWriter(Path.Combine(temporaryFolder, $"{_name}-{_parts.Count}.run"), BlockBytes);
            _firstHosts.Add(HostCount);
            _partLength = 0;
        }

        HostCount++;
        _startsHost = true;
    }

    /// <summary>Starts a target of the host.</summary>
    /// <param name="path">What its key has behind the end of the host; empty for a host of which no page is
    /// known.</param>
    public void StartTarget(ReadOnlySpan<byte> path)
    {
        _record.ResetWrittenCount();
        _record.Write([_startsHost ? (byte)1 : (byte)0]);
        _record.Write(path);
        _record.Write("\0"u8);
        _startsHost = false;
        _previous = 0;
    }

    /// <summary>Adds a source of the target; they ascend.</summary>
    /// <param name="element">A <see cref="SourceElement"/>.</param>
    public void Add(ulong element)
    {
        Varint.Append(_record, element - _previous);
        _previous = element;
        ArcCount++;
    }

    /// <summary>Ends the target.</summary>
    public void EndTarget()
    {
        _part!.Add(_record.WrittenSpan);
        _partLength += _record.WrittenCount;
    }

    /// <summary>Ends the lists.</summary>
    public TargetListFile Complete(HostRoots roots)
    {
        EndPart();
        return new TargetListFile(_parts, _firstHosts, ArcCount, HostCount, roots);
    }

    /// <summary>Closes what was not ended; files are left to whoever owns the folder.</summary>
    public void Dispose() => _part?.Dispose();

    private void EndPart()
    {
        if (_part is not null)
        {
            _parts.Add(_part.Complete());
            _part.Dispose();
            _part = null;
        }
    }
}
