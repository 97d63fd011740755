using System.Buffers;
using System.Runtime.InteropServices;
using Vennlink.Storage.Bytes;

namespace Vennlink.Snapshots.Targets;

/// <summary>Lists of sources as they go into an index, each under a number. Reused; not thread-safe.</summary>
internal sealed class EncodedLists
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<Encoded> _lists = [];

    /// <summary>Bytes of all lists.</summary>
    public int LengthBytes => _bytes.WrittenCount;

    /// <summary>Encodes a list.</summary>
    /// <returns>Its number.</returns>
    public int Add(SourceList sources, TargetListsEncoder encoder)
    {
        Encoded list = new() { Kind = TargetListKind.None, Start = _bytes.WrittenCount };
        if (sources.Ids.Length > SnapshotFormat.MaxInlineCount)
        {
            ReadOnlySpan<uint> notFollowed =
                sources.AreAllFollowed ? [] : TargetListsEncoder.Without(sources.Ids, sources.Followed);
            encoder.Write(_bytes, sources.Ids, notFollowed);
            list.Kind = TargetListKind.Long;
            list.IdCount = sources.Ids.Length;
            list.PageListBytes = encoder.PageListBytes;
            list.Hash = SecretHash.Of128(_bytes.WrittenSpan[list.Start..]);
            list.HostStart = _bytes.WrittenCount - list.Start;
            encoder.WriteHosts(_bytes, sources.Ids, notFollowed);
        }
        else if (!sources.Ids.IsEmpty)
        {
            list.Kind = TargetListKind.Inline;
            AddShort(sources);
        }

        list.Length = _bytes.WrittenCount - list.Start;
        _lists.Add(list);
        return _lists.Count - 1;
    }

    /// <summary>Copies a list that was encoded elsewhere.</summary>
    /// <returns>Its number here.</returns>
    public int Copy(EncodedLists others, int number)
    {
        Encoded list = others._lists[number];
        int start = _bytes.WrittenCount;
        _bytes.Write(others._bytes.WrittenSpan.Slice(list.Start, list.Length));
        list.Start = start;
        _lists.Add(list);
        return _lists.Count - 1;
    }

    /// <summary>Gives each long list its place: that of an equal one before, or the end of the postings.</summary>
    public void Settle(TargetPostingsWriter postings, ListOffsets offsets)
    {
        foreach (ref Encoded list in CollectionsMarshal.AsSpan(_lists))
        {
            if (list.Kind == TargetListKind.Long)
            {
                if (!offsets.TryGetOrAdd(list.Hash, postings.Length, out long offset))
                {
                    ReadOnlySpan<byte> lists = _bytes.WrittenSpan.Slice(list.Start, list.Length);
                    postings.Append(
                        lists[..list.HostStart], lists[list.HostStart..], list.IdCount, list.PageListBytes);
                }

                // From here on the place is all that is asked for.
                list.Start = _bytes.WrittenCount;
                Varint.Append(_bytes, (ulong)offset);
                list.Length = _bytes.WrittenCount - list.Start;
            }
        }
    }

    /// <summary>
    /// What an entry of the dictionary says of a settled list; see <see cref="TargetKeysEncoder.Add"/>.
    /// </summary>
    public ReadOnlySpan<byte> Value(int number, out TargetListKind kind)
    {
        ref readonly Encoded list = ref CollectionsMarshal.AsSpan(_lists)[number];
        kind = list.Kind;
        return _bytes.WrittenSpan.Slice(list.Start, list.Length);
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _lists.Clear();
    }

    // As differences of ids, with whether each is followed below.
    private void AddShort(SourceList sources)
    {
        ulong previous = 0;
        int followed = 0;
        foreach (uint id in sources.Ids)
        {
            bool isFollowed = followed < sources.Followed.Length && sources.Followed[followed] == id;
            followed += isFollowed ? 1 : 0;
            ulong element = SourceElement.Of(id, !isFollowed);
            Varint.Append(_bytes, element - previous);
            previous = element;
        }
    }

    private struct Encoded
    {
        public TargetListKind Kind;

        // Its bytes: elements of a short list, all parts of a long one and later its place.
        public int Start;
        public int Length;

        // Of a long one; the lists of hosts begin HostStart bytes behind its start.
        public int IdCount;
        public int HostStart;
        public int PageListBytes;
        public UInt128 Hash;
    }
}
