namespace Vennlink.Archives.Compression;

/// <summary>The decompressed bytes of a file, member by member. A plain file is one member.</summary>
/// <remarks>
/// Start with <see cref="NextMember"/>; then <see cref="Read"/> until it gives 0, look at <see cref="State"/>, and go
/// on with <see cref="NextMember"/>. Damage never throws: it is counted, and the next member is looked for behind it.
/// </remarks>
internal abstract class MemberReader(RawInput input) : IDisposable
{
    /// <summary>Longest Zstandard dictionary that is held.</summary>
    private const int MaxDictionaryBytes = 16 << 20;

    private SkipCounts _skips = new();
    private bool _countsAtOffsets;

    protected RawInput Input { get; } = input;

    /// <summary>For a reader of what another reader gives.</summary>
    protected MemberReader(MemberReader inner)
        : this(inner.Input)
    {
    }

    /// <summary>Offset in the file at which the member starts.</summary>
    public long MemberOffset { get; protected set; }

    public MemberState State { get; protected set; } = MemberState.Ended;

    public virtual bool IsCompressed => true;

    /// <summary>Bytes of the file read so far.</summary>
    public long BytesRead => Input.Position;

    /// <summary>Goes to the next member; false at the end of the file.</summary>
    public abstract bool NextMember();

    /// <summary>Reads on in the member; 0 when it has ended, in whatever way.</summary>
    public abstract int Read(Span<byte> destination);

    /// <summary>Bytes from here to the end of the file, when they are not compressed and that is known.</summary>
    public virtual long? RemainingBytes => null;

    /// <summary>Goes back <paramref name="byteCount"/> decompressed bytes; false where that cannot be done.</summary>
    public virtual bool TryGoBack(long byteCount) => false;

    /// <summary>Counts into <paramref name="skips"/> from here on, and adds what was counted before.</summary>
    /// <param name="skips">Receives the counts of damaged and cut members.</param>
    /// <param name="atOffsets">Whether its places are offsets of the file.</param>
    public void CountInto(SkipCounts skips, bool atOffsets = false)
    {
        skips.Add(_skips);
        (_skips, _countsAtOffsets) = (skips, atOffsets);
    }

    /// <summary>Counts a damaged or cut member.</summary>
    /// <remarks>
    /// At its own offset: how far whoever reads its content has come hangs on what is read ahead.
    /// </remarks>
    protected void Skip(SkipReason reason, long offsetBytes) =>
        _skips.AddAt(_countsAtOffsets ? new SkipPlace(offsetBytes, _skips.Place?.File) : null, reason);

    public virtual void Dispose() => Input.Dispose();

    /// <summary>
    /// Opens text as <see cref="Open"/> opens records. Rows and lines have no mark by which to know them, so any
    /// content may follow a damaged member.
    /// </summary>
    /// <param name="file">The file from its first byte; owned by the reader from here on.</param>
    public static MemberReader OpenText(Stream file) => Open(new RawInput(file), static content => !content.IsEmpty);

    /// <summary>Opens whatever the first bytes say the file is.</summary>
    /// <param name="input">The file; owned by the reader from here on.</param>
    /// <param name="startsRecord">
    /// Tells the content of a true member from bytes that happen to look like a member's header.
    /// </param>
    public static MemberReader Open(RawInput input, ContentTest startsRecord)
    {
        input.Peek(4);
        ReadOnlySpan<byte> start = input.Buffered;
        return start switch
        {
            [0x1f, 0x8b, 0x08, ..] => new GzipMembers(input, startsRecord, Libdeflate.TryOpen()),
            _ when ZstdMembers.Starts(start) => new ZstdMembers(input, startsRecord, MaxDictionaryBytes),
            _ when Lz4Members.Starts(start) => new Lz4Members(input, startsRecord),
            _ => new PlainMembers(input),
        };
    }
}

/// <summary>Whether bytes look like the beginning of something expected.</summary>
internal delegate bool ContentTest(ReadOnlySpan<byte> content);
