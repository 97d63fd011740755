namespace Vennlink.Archives.Compression;

/// <summary>What the readers of compressed files share: finding the next member behind a damaged one.</summary>
internal abstract class CompressedMembers(RawInput input, ContentTest startsRecord) : MemberReader(input)
{
    /// <summary>Enough for the longest ARC header line seen; what needs more to show itself is no record.</summary>
    private const int ProbeBytes = 4096;

    /// <summary>
    /// How much may be read again in all while looking for members behind damage that ran to the end of the file.
    /// Bounds what a file made of nothing but such members can cost.
    /// </summary>
    private long _searchBudgetBytes = 1L << 30;

    /// <summary>
    /// How many places that only look like a member may be tried in all. In a terabyte of noise there are some eight
    /// thousand; more are made on purpose, and each costs some ten microseconds.
    /// </summary>
    private int _probesLeft = 1 << 16;

    /// <summary>Whether what is opened and read is a place that may only look like a member.</summary>
    protected bool IsProbing { get; private set; }

    /// <summary>The bytes each member begins with.</summary>
    protected abstract ReadOnlySpan<byte> Magic { get; }

    public sealed override bool NextMember() => State switch
    {
        MemberState.CutShort => false,
        MemberState.Damaged => TryFindMember(MemberOffset + 1) && TryOpenMember(),
        _ => TryOpenNext(),
    };

    public sealed override int Read(Span<byte> destination)
    {
        if (State != MemberState.Reading || destination.IsEmpty)
        {
            return 0;
        }

        int read = ReadMember(destination);
        if (State is MemberState.Damaged or MemberState.CutShort)
        {
            Fail();
        }

        return read;
    }

    /// <summary>Opens the member behind the one that has ended; false at the end of the file.</summary>
    protected abstract bool TryOpenNext();

    /// <summary>Opens the member at the input's position; false leaves the position alone.</summary>
    protected abstract bool TryOpenMember();

    /// <summary>
    /// Reads on in the member and sets <see cref="MemberReader.State"/> when it has ended; counts nothing.
    /// </summary>
    protected abstract int ReadMember(Span<byte> destination);

    /// <summary>Counts a member that cannot be opened, and opens the next one that can.</summary>
    protected bool TryPassOver()
    {
        Skip(SkipReason.BadMember, Input.Position);
        return TryFindMember(Input.Position + 1) && TryOpenMember();
    }

    /// <summary>Passes over raw bytes, as many as there are.</summary>
    protected void Consume(long byteCount)
    {
        while (byteCount > 0 && Input.Peek(1) > 0)
        {
            int count = (int)Math.Min(byteCount, Input.Buffered.Length);
            Input.Consume(count);
            byteCount -= count;
        }
    }

    /// <summary>
    /// A member that runs to the end of the file is cut, unless another one begins inside it: then it is damaged.
    /// </summary>
    private void Fail()
    {
        if (State == MemberState.CutShort)
        {
            long again = Input.Position - MemberOffset;
            bool isDamaged = again <= _searchBudgetBytes && TryFindMember(MemberOffset + 1);
            _searchBudgetBytes -= again;
            State = isDamaged ? MemberState.Damaged : MemberState.CutShort;
        }

        Skip(State == MemberState.Damaged ? SkipReason.BadMember : SkipReason.CutShort, MemberOffset);
    }

    /// <summary>
    /// Goes to the next member that holds what is expected, from <paramref name="offset"/> on;
    /// <see cref="MemberReader.MemberOffset"/> stays.
    /// </summary>
    private bool TryFindMember(long offset)
    {
        long memberOffset = MemberOffset;
        Input.MoveTo(offset);
        while (_probesLeft > 0 && Input.Peek(Magic.Length) >= Magic.Length)
        {
            int candidate = Input.Buffered.IndexOf(Magic);
            if (candidate < 0)
            {
                Input.Consume(Input.Buffered.Length - (Magic.Length - 1));
                continue;
            }

            Input.Consume(candidate);
            long found = Input.Position;
            IsProbing = true;
            bool holdsRecord = TryOpenMember() && startsRecord(Probe());
            IsProbing = false;
            MemberOffset = memberOffset;
            Input.MoveTo(found);
            if (holdsRecord)
            {
                return true;
            }

            _probesLeft--;
            Input.Consume(1);
        }

        State = MemberState.Ended;
        return false;
    }

    private byte[] Probe()
    {
        byte[] content = new byte[ProbeBytes];
        int length = 0;
        int read;

        // The feed of a probe must stay within what the input can go back over.
        long limit = Input.Position + (RawInput.HistoryBytes / 2);
        while (length < ProbeBytes && Input.Position < limit && State == MemberState.Reading
            && (read = ReadMember(content.AsSpan(length))) > 0)
        {
            length += read;
        }

        return content[..length];
    }
}
