using System.Security.Cryptography;

namespace Vennlink.Segments.Reading;

/// <summary>Opens files for reading and hashes them on the way, so that the digest of what was read costs no second pass over the disk.</summary>
/// <remarks>Thread-safe for different files; one reader of a file at a time.</remarks>
internal sealed class DigestingReads : IDisposable
{
    private readonly Dictionary<string, HashedFile> _files = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>A file from its first byte.</summary>
    public Stream Open(string path) => File(path).OpenReader();

    /// <summary>As <see cref="InputDigest.OfFiles"/>; what was not read is read now.</summary>
    public string Digest(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        using IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in files)
        {
            all.AppendData(Convert.FromHexString(File(path).Digest(cancellationToken)));
        }

        return Convert.ToHexStringLower(all.GetCurrentHash());
    }

    public void Dispose()
    {
        foreach (HashedFile file in _files.Values)
        {
            file.Dispose();
        }
    }

    private HashedFile File(string path)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(path, out HashedFile? file))
            {
                file = new HashedFile(path);
                _files.Add(path, file);
            }

            return file;
        }
    }
}
