using Vennlink.Archives.Compression;
using Vennlink.Archives.Tables;

namespace Vennlink.Archives.Networks;

/// <summary>
/// Reads the arcs of a graph of any nodes from one file, plain or compressed; the form is told from the content.
/// </summary>
/// <remarks>
/// Forms and how each is told: docs/formats/inputs.md. What is read but not certain is in <see cref="Remarks"/>; what
/// would be a guess is refused by name. Not thread-safe.
/// </remarks>
internal abstract class ArcFile : IDisposable
{
    private const int GlanceBytes = 64 << 10;

    private readonly List<string> _remarks = [];

    private protected ArcFile(string file, ByteWindow window, SkipCounts skips) =>
        (FilePath, Window, Skips) = (file, window, skips);

    /// <summary>Path of the file, for messages.</summary>
    public string FilePath { get; }

    /// <summary>Whether the file can give weights; an arc without one weighs 1 where the form says so.</summary>
    public abstract bool HasWeights { get; }

    /// <summary>What an arc without a weight weighs; null: it cannot be used where weights are wanted.</summary>
    public virtual double? DefaultWeight => null;

    /// <summary>Bytes of the file read so far, for progress.</summary>
    public long BytesRead => Window.BytesRead;

    /// <summary>What people should know of how the file was taken; whole when all is read.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    private protected ByteWindow Window { get; }

    private protected SkipCounts Skips { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="stream">
    /// The file from its first byte; owned by the reader from here on, also when this throws.
    /// </param>
    /// <param name="file">Its path, for messages; its name tells an ASCIIGraph.</param>
    /// <param name="skips">Receives the counts.</param>
    /// <exception cref="InputException">It is of no form that can be read; the message names the form.</exception>
    public static ArcFile Open(Stream stream, string file, SkipCounts skips)
    {
        MemberReader members = MemberReader.OpenText(stream);
        try
        {
            members.CountInto(skips);
            ByteWindow window = new(members);
            return Recognise(members, window, file, skips);
        }
        catch
        {
            members.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next arc or node; false at the end.</summary>
    /// <exception cref="InputException">Nothing behind the place can be trusted.</exception>
    public abstract bool TryRead(NamedArc arc);

    /// <inheritdoc/>
    public virtual void Dispose() => Window.Dispose();

    private protected void Remark(string remark)
    {
        if (!_remarks.Contains(remark))
        {
            _remarks.Add(remark);
        }
    }

    /// <summary>Makes at least so many bytes available, or all there are.</summary>
    private protected static ReadOnlySpan<byte> Peek(ByteWindow window, int byteCount)
    {
        while (window.Bytes.Length < byteCount && window.FillOn())
        {
        }

        return window.Bytes;
    }

    private static ArcFile Recognise(MemberReader members, ByteWindow window, string file, SkipCounts skips)
    {
        ReadOnlySpan<byte> start = Peek(window, 4);
        if (start is [0xff, 0xfe, (byte)'<', ..] or [0xfe, 0xff, 0, (byte)'<'])
        {
            return XmlArcs.Open(file, window, skips);
        }

        if (start is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            bool isBigEndian = start[0] == 0xfe;
            window.Advance(2);
            window = new ByteWindow(new Utf16Members(members, window, isBigEndian));
        }
        else if (start.StartsWith("\uFEFF"u8))
        {
            window.Advance(3);
        }

        start = Peek(window, GlanceBytes);
        ReadOnlySpan<byte> text = start[..Math.Min(start.Length, GlanceBytes)].TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            throw new InputException(file, null, "the list is empty");
        }

        if (AdjacencyLists.IsNamedSo(file))
        {
            return new AdjacencyLists(file, window, skips);
        }

        if ((UnreadForms.NameOf(text) ?? OtherForms.NameOf(text)) is { } form)
        {
            throw new InputException(file, null, $"{form} is not ranked. {OtherForms.WayOut}");
        }

        return text[0] == '<' ? XmlArcs.Open(file, window, skips)
            : GdfArcs.Starts(text) ? new GdfArcs(file, window, skips)
            : new ArcList(file, window, skips);
    }
}
