using System.Runtime.InteropServices;
using System.Text.Json;
using Vennlink.Snapshots;
using Vennlink.Snapshots.Postings;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Peers.Data;

/// <summary>Writes a <see cref="PeerData"/> folder from the lists of all root-domain targets of a snapshot.</summary>
internal static class PeerDataExport
{
    public static void Run(string indexFolder, SourceScope scope, string name, string folder)
    {
        System.IO.Directory.CreateDirectory(folder);
        string current = IndexFolder.CurrentSnapshot(indexFolder)
            ?? throw new InvalidDataException($"{indexFolder} holds no index");
        using Snapshot snapshot = Snapshot.Open(current);
        uint sourceCount = scope == SourceScope.Page ? snapshot.SourcePageCount : snapshot.SourceDomainCount;
        List<ulong> offsets = [0];
        ulong[] forwardOffsets = new ulong[sourceCount + 2L];
        WriteLists(snapshot, scope, folder, offsets, forwardOffsets);
        WriteArray(Path.Combine(folder, "offsets.bin"), CollectionsMarshal.AsSpan(offsets));
        WriteForward(folder, offsets, forwardOffsets);
        sbyte[] spam = new sbyte[sourceCount];
        for (uint source = 0; source < sourceCount; source++)
        {
            spam[source] = (sbyte)snapshot.SpamScore(scope == SourceScope.Page ? snapshot.DomainOf(new PageId(source))
                : new DomainId(source));
        }

        WriteArray<sbyte>(Path.Combine(folder, "spam.bin"), spam);
        DataFacts facts = new(name, indexFolder, scope, sourceCount, offsets.Count - 1, (long)offsets[^1]);
        File.WriteAllBytes(
            Path.Combine(folder, "data.json"), JsonSerializer.SerializeToUtf8Bytes(facts, PeersJson.Default.DataFacts));
        Console.WriteLine(
            $"{name}: {facts.SourceCount:N0} sources, {facts.TargetCount:N0} targets, {facts.ArcCount:N0} arcs");
    }

    // Counts each source's arcs on the way, two places up: WriteForward turns counts into starts, and starts into ends
    // as it goes.
    private static void WriteLists(Snapshot snapshot, SourceScope scope, string folder, List<ulong> offsets,
        ulong[] forwardOffsets)
    {
        using FileStream lists =
            new(Path.Combine(folder, "lists.bin"), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        using FileStream keys =
            new(Path.Combine(folder, "keys.bin"), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        uint[] buffer = new uint[PeerData.BufferIds];
        foreach (ReadOnlyMemory<byte> key in snapshot.Targets(TargetScope.RootDomain))
        {
            using PostingCursor cursor = snapshot.OpenList(TargetScope.RootDomain, key.Span, scope);
            if (cursor.Count == 0)
            {
                continue;
            }

            int filled = 0;
            for (uint source = cursor.Current; source != PostingCursor.End; source = cursor.Advance())
            {
                forwardOffsets[source + 2L]++;
                buffer[filled++] = source;
                if (filled == buffer.Length)
                {
                    lists.Write(MemoryMarshal.AsBytes(buffer.AsSpan()));
                    filled = 0;
                }
            }

            lists.Write(MemoryMarshal.AsBytes(buffer.AsSpan(0, filled)));
            offsets.Add(offsets[^1] + (ulong)cursor.Count);
            keys.Write(key.Span);
            keys.WriteByte((byte)'\n');
        }
    }

    private static void WriteForward(string folder, List<ulong> offsets, ulong[] forwardOffsets)
    {
        for (long source = 2; source < forwardOffsets.LongLength; source++)
        {
            forwardOffsets[source] += forwardOffsets[source - 1];
        }

        uint[] forward = new uint[offsets[^1]];
        using (FileStream lists =
            new(Path.Combine(folder, "lists.bin"), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20))
        {
            uint[] buffer = [];
            for (int target = 0; target < offsets.Count - 1; target++)
            {
                int count = (int)(offsets[target + 1] - offsets[target]);
                buffer = buffer.Length < count ? new uint[count * 2] : buffer;
                lists.ReadExactly(MemoryMarshal.AsBytes(buffer.AsSpan(0, count)));
                foreach (uint source in buffer.AsSpan(0, count))
                {
                    forward[forwardOffsets[source + 1L]++] = (uint)target;
                }
            }
        }

        WriteArray<uint>(Path.Combine(folder, "forward.bin"), forward);
        WriteArray<ulong>(Path.Combine(folder, "forward-offsets.bin"),
            forwardOffsets.AsSpan(0, forwardOffsets.Length - 1));
    }

    private static void WriteArray<T>(string path, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        const int Part = 1 << 24;
        for (int start = 0; start < values.Length; start += Part)
        {
            file.Write(MemoryMarshal.AsBytes(values.Slice(start, Math.Min(Part, values.Length - start))));
        }
    }
}
