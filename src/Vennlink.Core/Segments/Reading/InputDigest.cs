using System.Security.Cryptography;
using Vennlink.Archives.Graphs;

namespace Vennlink.Segments.Reading;

/// <summary>What an input is known by: its digest. Naming rules in docs/formats/segment.md.</summary>
internal static class InputDigest
{
    /// <summary>SHA-256 of a file, or of a web graph, in lower-case hex, without reading it as an input: the same as its segment will name.</summary>
    /// <param name="path">A file, or a web graph as <see cref="WebGraphInput.TryFind"/> knows it.</param>
    /// <param name="cancellationToken">Looked at between reads.</param>
    public static string Of(string path, CancellationToken cancellationToken)
    {
        if (WebGraphInput.TryFind(path, out WebGraphInput? graph))
        {
            return OfFiles(graph.Files, Environment.ProcessorCount, null, cancellationToken);
        }

        using HashedFile file = new(path);
        return file.Digest(cancellationToken);
    }

    /// <summary>SHA-256 over the SHA-256 of each file, in the order given; several are hashed at once.</summary>
    public static string OfFiles(IReadOnlyList<string> files, int threadCount, Action<long>? onBytes, CancellationToken cancellationToken)
    {
        byte[][] digests = new byte[files.Count][];
        long done = 0;
        Parallel.For(
            0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = threadCount, CancellationToken = cancellationToken }, index =>
            {
                using HashedFile file = new(files[index]);
                digests[index] = Convert.FromHexString(file.Digest(cancellationToken));
                onBytes?.Invoke(Interlocked.Add(ref done, file.LengthBytes));
            });
        return Convert.ToHexStringLower(SHA256.HashData(digests.SelectMany(digest => digest).ToArray()));
    }
}
