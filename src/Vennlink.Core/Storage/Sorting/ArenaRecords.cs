namespace Vennlink.Storage.Sorting;

/// <summary>A walk over records that all fitted in memory.</summary>
internal sealed class ArenaRecords(RecordArena arena) : SortedRecords
{
    private readonly RecordArena _arena = arena;
    private long _index = -1;

    public override ReadOnlySpan<byte> Current => _arena[_index];

    public override bool MoveNext() => _index < _arena.Count && ++_index < _arena.Count;

    public override void Dispose() => _arena.Dispose();
}
