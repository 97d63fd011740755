using Vennlink.Storage.Blocks;
using Vennlink.Storage.Bytes;

namespace Vennlink.Merge;

/// <summary>The walk over <c>live.pages</c>: one block in memory, pages decoded as they are reached.</summary>
internal sealed class BlockedPageCursor(BlockFile blocks, int firstBlock) : LivePageCursor
{
    private readonly RecordCursor _records = new(blocks, firstBlock);
    private readonly LivePage _page = new();

    // A skip stops at the record the next move shall show.
    private bool _stands;

    public override long Ordinal => _records.Ordinal;

    public override LivePage Current => _page;

    public override bool MoveNext()
    {
        if (!_stands && !_records.MoveNext())
        {
            return false;
        }

        _stands = false;
        ByteReader reader = _records.Reader;
        LivePageFormat.Read(ref reader, _page);
        return true;
    }

    /// <summary>Goes to before the first page at or above <paramref name="minimumKey"/>.</summary>
    public void SkipToKey(ReadOnlySpan<byte> minimumKey)
    {
        while (_records.MoveNext())
        {
            ByteReader reader = _records.Reader;
            if (LivePageFormat.ReadKey(ref reader).SequenceCompareTo(minimumKey) >= 0)
            {
                _stands = true;
                return;
            }
        }
    }

    /// <summary>Goes to before page <paramref name="ordinal"/>, which is not before the block the walk starts at.</summary>
    public void SkipToOrdinal(long ordinal)
    {
        while (_records.Ordinal < ordinal && _records.MoveNext())
        {
        }

        _stands = _records.Ordinal == ordinal;
    }

    public IndexFormatException Broken(string problem) => _records.Broken(problem);

    public override void Dispose() => _records.Dispose();
}
