using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace Vennlink.Inputs;

/// <summary>
/// Opens the files of an input, and hashes them on the way, so that the digest of what was read costs no second pass.
/// </summary>
/// <remarks>Thread-safe for different files; one reader of a file at a time.</remarks>
internal sealed class HashedFiles : IDisposable
{
    private readonly Dictionary<string, HashedFile> _files = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>A file from its first byte.</summary>
    public Stream Open(string path) => File(path).Open();

    /// <summary>
    /// SHA-256 in lower-case hex: of a file, or of several over the SHA-256 of each, in the order given. What was not
    /// read is read now.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="threadCount">How many are hashed at once.</param>
    /// <param name="onBytes">Told of bytes as files end, from any thread; may be null.</param>
    /// <param name="cancellationToken">Looked at between reads.</param>
    public string Digest(
        IReadOnlyList<string> files, int threadCount, Action<long>? onBytes, CancellationToken cancellationToken)
    {
        byte[][] digests = new byte[files.Count][];
        long done = 0;
        try
        {
            ParallelOptions options =
                new() { MaxDegreeOfParallelism = threadCount, CancellationToken = cancellationToken };
            Parallel.For(0, files.Count, options, index =>
            {
                digests[index] = File(files[index]).Digest(cancellationToken);
                onBytes?.Invoke(Interlocked.Add(ref done, InputBytes.Length(files[index])));
            });
        }
        catch (AggregateException problems)
        {
            ExceptionDispatchInfo.Throw(problems.Flatten().InnerExceptions[0]);
        }

        return Convert.ToHexStringLower(
            digests.Length == 1 ? digests[0] : SHA256.HashData(digests.SelectMany(digest => digest).ToArray()));
    }

    /// <inheritdoc/>
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
