using System.Security.Cryptography;
using Vennlink.Archives;

namespace Vennlink.Segments;

/// <summary>What an input is known by: its digest. Naming rules in docs/formats/segment.md.</summary>
internal static class InputDigest
{
    /// <summary>SHA-256 of a file, or of a web graph, in lower-case hex, without reading it as an input: the same as its segment will name.</summary>
    /// <param name="path">A file, or a web graph as <see cref="WebGraphText.TryFind"/> knows it.</param>
    /// <param name="cancellationToken">Looked at between reads.</param>
    public static string Of(string path, CancellationToken cancellationToken)
    {
        if (WebGraphText.TryFind(path, out string verticesPath, out string edgesPath))
        {
            return OfGraph(verticesPath, edgesPath, cancellationToken);
        }

        using InputFile file = new(path);
        return file.Digest(cancellationToken);
    }

    /// <summary>SHA-256 over the SHA-256 of each vertices file, then of each edges file, in order of name.</summary>
    public static string OfGraph(string verticesPath, string edgesPath, CancellationToken cancellationToken)
    {
        using IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in FilesOf(verticesPath).Concat(FilesOf(edgesPath)))
        {
            using InputFile file = new(path);
            all.AppendData(Convert.FromHexString(file.Digest(cancellationToken)));
        }

        return Convert.ToHexStringLower(all.GetCurrentHash());
    }

    /// <summary>A file, or all files of a folder, in order of name.</summary>
    public static IEnumerable<string> FilesOf(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path).Order(StringComparer.Ordinal) : [path];
}
