using System.Buffers;
using System.IO.Hashing;
using Vennlink.Storage;

namespace Vennlink.Snapshots;

/// <summary>Consecutive targets of a graph with their lists encoded, on their way from the thread that inverts to the one that writes.</summary>
/// <param name="encoder">Encodes long lists.</param>
internal sealed class InvertedTargets(TargetListsEncoder encoder)
{
    // So much keeps the two threads apart without holding much.
    private const int FullBytes = 4 << 20;
    private const int FullCount = 1 << 17;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Targets.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether it is time for another.</summary>
    public bool IsFull => _entries.Count >= FullCount || _bytes.WrittenCount >= FullBytes;

    /// <summary>Adds the next target.</summary>
    public void Add(ReadOnlySpan<uint> ids)
    {
        int start = _bytes.WrittenCount;
        if (ids.IsEmpty)
        {
            _entries.Add(new Entry { Kind = TargetListKind.None });
        }
        else if (ids.Length <= SnapshotFormat.LongestInlineList)
        {
            uint previous = 0;
            foreach (uint id in ids)
            {
                // Elements of a SourceSet: nothing is known of nofollow.
                Varint.Append(_bytes, (ulong)(id - previous) << 1);
                previous = id;
            }

            _entries.Add(new Entry { Kind = TargetListKind.Inline, Start = start, Length = _bytes.WrittenCount - start, IdCount = ids.Length });
        }
        else
        {
            encoder.Write(_bytes, ids, []);
            ReadOnlySpan<byte> lists = _bytes.WrittenSpan[start..];
            _entries.Add(new Entry
            {
                Kind = TargetListKind.Long, Start = start, Length = lists.Length, IdCount = ids.Length, PageListBytes = encoder.PageListBytes,
                Hash = XxHash128.HashToUInt128(lists),
            });
        }
    }

    /// <summary>A target.</summary>
    public Entry this[int index] => _entries[index];

    /// <summary>Its bytes: the value of a <see cref="TargetRecord"/> of an inline list, the lists of a long one.</summary>
    public ReadOnlySpan<byte> Bytes(in Entry entry) => _bytes.WrittenSpan.Slice(entry.Start, entry.Length);

    /// <summary>Empties it for reuse.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _entries.Clear();
    }

    /// <summary>One target.</summary>
    public struct Entry
    {
        /// <summary>None, inline or long.</summary>
        public TargetListKind Kind;

        /// <summary>Where its bytes start.</summary>
        public int Start;

        /// <summary>How many they are.</summary>
        public int Length;

        /// <summary>Ids in its list.</summary>
        public int IdCount;

        /// <summary>Bytes of the list of pages, of a long one.</summary>
        public int PageListBytes;

        /// <summary>Hash of the bytes, of a long one.</summary>
        public UInt128 Hash;
    }
}
