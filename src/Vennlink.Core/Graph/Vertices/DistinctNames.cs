using Vennlink.Storage.Sorting;

namespace Vennlink.Graph.Vertices;

/// <summary>Names that come in the order of their bytes, put into a run each once and numbered 0, 1, …</summary>
/// <remarks>Holds one name. Not thread-safe. Not completed, the file is left to whoever owns its folder.</remarks>
/// <param name="path">File to write.</param>
/// <param name="longestName">Length of the longest name, in bytes.</param>
internal sealed class DistinctNames(string path, int longestName) : IDisposable
{
    private const int BlockBytes = 1 << 17;

    private readonly RunWriter _run = new(path, BlockBytes);
    private readonly byte[] _last = new byte[longestName];
    private int _lastLength;

    /// <summary>Distinct names so far; the last one has this number less one.</summary>
    public uint Count { get; private set; }

    /// <summary>Takes a name: at or above the one before.</summary>
    /// <returns>Whether it is another one than the one before.</returns>
    /// <exception cref="FormatException">There are more distinct names than 2³² − 1.</exception>
    public bool Add(ReadOnlySpan<byte> name)
    {
        if (Count > 0 && name.SequenceEqual(_last.AsSpan(0, _lastLength)))
        {
            return false;
        }

        _run.Add(name);
        name.CopyTo(_last);
        _lastLength = name.Length;
        Count = Count < uint.MaxValue
            ? Count + 1 : throw new FormatException("There are too many names: the limit is 2³² − 1.");
        return true;
    }

    /// <summary>Ends the run.</summary>
    public RunFile Complete() => _run.Complete();

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();
}
