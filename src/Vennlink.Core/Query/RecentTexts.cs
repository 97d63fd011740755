namespace Vennlink.Query;

/// <summary>
/// Texts of the ids that were asked for last: the best sources stand in answer after answer, and reading a name
/// decompresses a block.
/// </summary>
/// <remarks>
/// Thread-safe without a lock: a slot is one reference, and whoever comes last stays. An id has one slot, by its low
/// bits: the best sources have the lowest ids, which do not share any. At most some 10 MiB.
/// </remarks>
internal sealed class RecentTexts
{
    private const int SlotCount = 1 << 14;
    private const int MaxTextBytes = 256;

    private readonly Entry?[] _slots = new Entry?[SlotCount];

    /// <summary>The text of an id, if it was added lately; else null.</summary>
    public string? Find(uint id) => Volatile.Read(ref _slots[id % SlotCount]) is { } entry && entry.Id == id
        ? entry.Text : null;

    /// <summary>Keeps the text of an id, unless it is very long.</summary>
    public void Add(uint id, string text)
    {
        if (text.Length <= MaxTextBytes)
        {
            Volatile.Write(ref _slots[id % SlotCount], new Entry(id, text));
        }
    }

    private sealed record Entry(uint Id, string Text);
}
