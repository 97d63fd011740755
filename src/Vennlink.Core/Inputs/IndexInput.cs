using Vennlink.Archives.Lists;
using Vennlink.Segments;
using Vennlink.Segments.Reading;

namespace Vennlink.Inputs;

/// <summary>
/// One input of an index: an archive, a link list or a web graph. Made by <see cref="InputKinds"/>, which alone asks
/// what a file is.
/// </summary>
/// <remarks>It holds no open file, so there may be any number of them.</remarks>
internal abstract class IndexInput(string location)
{
    /// <summary>A plain file holds the links that a compressed one of this share of its length holds.</summary>
    protected const double PlainShare = 0.25;

    /// <summary>
    /// Full path of what <see cref="Name"/> names. An input has one, whichever of its files it was found by.
    /// </summary>
    public string Location => location;

    /// <summary>Name in the manifest and of provenance: of the file that offsets count in.</summary>
    public string Name => InputBytes.NameOf(location);

    /// <summary>Every file that is read, in the order in which the digest takes them.</summary>
    public virtual IReadOnlyList<string> Files => [location];

    /// <summary>Length of all <see cref="Files"/> together.</summary>
    public long LengthBytes => Files.Sum(InputBytes.Length);

    /// <summary>What the user says of it, where it is a list.</summary>
    public virtual LinkListOptions Lists => LinkListOptions.None;

    /// <summary>
    /// Most bytes that the index folder grows by while this is read, merged and built, by estimate. Factors:
    /// docs/formats/index-folder.md.
    /// </summary>
    public abstract double NeededDiskBytes { get; }

    /// <summary>
    /// SHA-256 of the input, as <see cref="HashedFiles.Digest"/> has it, without reading it as an input.
    /// </summary>
    public string Digest(int threadCount, Action<long>? onBytes, CancellationToken cancellationToken)
    {
        using HashedFiles files = new();
        return files.Digest(Files, threadCount, onBytes, cancellationToken);
    }

    /// <summary>Reads the input into a segment.</summary>
    /// <param name="segmentPath">Where the segment goes; replaces one that is there.</param>
    /// <param name="options">How to make it.</param>
    /// <param name="progress">Told now and then, by the calling thread; may be null.</param>
    /// <param name="cancellationToken">Looked at every few hundred KB.</param>
    /// <returns>What was read; the segment says the same.</returns>
    /// <exception cref="Archives.InputException">The input cannot be read on.</exception>
    public InputInfo WriteSegment(
        string segmentPath, SegmentOptions options, Action<InputProgress>? progress,
        CancellationToken cancellationToken)
    {
        using HashedFiles files = new();
        using SegmentSink sink = new(options, LengthBytes, progress, cancellationToken);
        string format = Read(files, sink);
        return sink.WriteSegment(
            segmentPath, Name, format, files.Digest(Files, options.ThreadCount, null, cancellationToken));
    }

    /// <summary>Reads the input as <see cref="WriteSegment"/> does, and keeps only what was counted.</summary>
    public InputInfo Examine(
        long memoryBytes, int threadCount, Action<InputProgress>? progress, CancellationToken cancellationToken)
    {
        SegmentOptions options = new() { MemoryBytes = memoryBytes, ThreadCount = threadCount, TemporaryFolder = null };
        using HashedFiles files = new();
        using SegmentSink sink = new(options, LengthBytes, progress, cancellationToken);
        string format = Read(files, sink);
        return sink.Info(Name, format, files.Digest(Files, threadCount, null, cancellationToken));
    }

    /// <summary>Reads the input.</summary>
    /// <param name="files">Opens its files.</param>
    /// <param name="sink">Takes its records or its rows.</param>
    /// <returns>What it turned out to be, one of <see cref="InputFormats"/>.</returns>
    protected abstract string Read(HashedFiles files, SegmentSink sink);
}
