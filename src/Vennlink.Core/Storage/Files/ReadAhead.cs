namespace Vennlink.Storage.Files;

/// <summary>
/// How far ahead to read: maps are advised not to, so a walk over block after block asks for what comes next itself,
/// more the longer it goes on.
/// </summary>
internal struct ReadAhead
{
    private const int Least = 1 << 15;
    private const int Most = 1 << 20;

    private int _nextBlock;
    private long _end;
    private int _length;

    /// <summary>Notes that a block is read.</summary>
    /// <param name="block">Ordinal of the block.</param>
    /// <param name="blockEnd">Where it ends.</param>
    /// <returns>Place and length of what reading should be begun of, for <see cref="SealedFile.Prefetch"/>; of no
    /// length where the walk jumped, or enough was begun.</returns>
    public (long Offset, int Length) Next(int block, long blockEnd)
    {
        if (block == _nextBlock - 1)
        {
            return default;
        }

        bool follows = block == _nextBlock;
        _nextBlock = block + 1;
        if (!follows || _length == 0)
        {
            (_end, _length) = (0, Least);
            return default;
        }

        if (blockEnd + (_length / 2) <= _end)
        {
            return default;
        }

        long start = Math.Max(_end, blockEnd);
        int length = _length;
        _end = start + length;
        _length = Math.Min(2 * length, Most);
        return (start, length);
    }
}
