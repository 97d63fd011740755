namespace Vennlink.Query.Walk;

/// <summary>A growing block of words that starts on a cache line, so that no register load straddles two.</summary>
internal sealed class AlignedWords
{
    private const int LineBytes = 64;

    private ulong[] _words = [];
    private int _start;

    /// <summary>Words there are.</summary>
    public int Length { get; private set; }

    /// <summary>
    /// At least <paramref name="length"/> words; what was in them is kept only when there already were as many.
    /// </summary>
    public unsafe Span<ulong> Ensure(int length)
    {
        if (Length < length)
        {
            // Pinned, so the line it starts on stays.
            _words = GC.AllocateUninitializedArray<ulong>(length + (LineBytes / sizeof(ulong)), pinned: true);
            fixed (ulong* first = _words)
            {
                _start = (int)(-(nint)first & (LineBytes - 1)) / sizeof(ulong);
            }

            Length = length;
        }

        return _words.AsSpan(_start, Length);
    }
}
