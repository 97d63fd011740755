using System.Buffers;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Bytes;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Pages;

/// <summary>Target pages in key order with their distinct sources, in a temporary file, so that the inversion can walk over them twice.</summary>
/// <remarks>A record: page key, zero, then elements of a <see cref="SourceSet"/> as differences. One list is in memory at a time.</remarks>
internal static class GroupFile
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Receives one target page and its elements, ascending.</summary>
    public delegate void GroupAction(ReadOnlySpan<byte> pageKey, ReadOnlySpan<ulong> elements);

    /// <summary>Groups sorted <see cref="ArcRecord"/>s, writes the groups, and hands each on.</summary>
    public static RunFile Write(SortedRecords arcs, string path, GroupAction onGroup, CancellationToken cancellationToken)
    {
        using RunWriter writer = new(path, BlockBytes);
        ArrayBufferWriter<byte> record = new();
        SourceSet sources = new();
        byte[] key = [];
        int keyLength = -1;

        void EndGroup()
        {
            if (keyLength >= 0)
            {
                Span<ulong> elements = sources.Settle();
                record.ResetWrittenCount();
                record.Write(key.AsSpan(0, keyLength + 1));
                ulong previous = 0;
                foreach (ulong element in elements)
                {
                    Varint.Append(record, element - previous);
                    previous = element;
                }

                writer.Add(record.WrittenSpan);
                onGroup(key.AsSpan(0, keyLength), elements);
                sources.Clear();
            }
        }

        for (long count = 0; arcs.MoveNext(); count++)
        {
            if (count % 65_536 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> arc = arcs.Current;
            if (keyLength < 0 || arc.Length <= keyLength || !arc[..(keyLength + 1)].SequenceEqual(key.AsSpan(0, keyLength + 1)))
            {
                EndGroup();
                ReadOnlySpan<byte> newKey = ArcRecord.Key(arc);
                keyLength = newKey.Length;
                if (key.Length <= keyLength)
                {
                    key = new byte[(2 * keyLength) + 1];
                }

                newKey.CopyTo(key);
                key[keyLength] = 0;
            }

            if (ArcRecord.TryReadSource(arc, keyLength, out ulong element))
            {
                sources.Add(element);
            }
        }

        EndGroup();
        return writer.Complete();
    }

    /// <summary>Reads the groups again.</summary>
    public static void Read(RunFile file, GroupAction onGroup, CancellationToken cancellationToken)
    {
        using RunReader reader = new(file);
        ulong[] elements = new ulong[1024];
        for (long count = 0; reader.MoveNext(); count++)
        {
            if (count % 4096 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ReadOnlySpan<byte> key = ArcRecord.Key(reader.Current);
            ReadOnlySpan<byte> rest = reader.Current[(key.Length + 1)..];
            if (elements.Length < rest.Length)
            {
                elements = new ulong[2 * rest.Length];
            }

            int length = 0;
            for (ulong element = 0; rest.Length > 0;)
            {
                rest = rest[Varint.TryRead(rest, out ulong difference)..];
                element += difference;
                elements[length++] = element;
            }

            onGroup(key, elements.AsSpan(0, length));
        }
    }
}
