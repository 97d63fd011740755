using Vennlink.Links;

namespace Vennlink.Archives.Lists;

/// <summary>
/// Reads cells of rel attributes. A list of millions of rows has some ten different ones, so the last of them are kept.
/// </summary>
internal sealed class RelCells
{
    private const int MaxKeptBytes = 64;

    private readonly (byte[]? Cell, LinkRel? Rel)[] _kept = new (byte[]?, LinkRel?)[32];

    /// <summary>As <see cref="ListWords.Rel"/>, of a cell that is not empty.</summary>
    public LinkRel? Read(ReadOnlySpan<byte> cell)
    {
        ref (byte[]? Cell, LinkRel? Rel) kept = ref _kept[((2 * cell.Length) + cell[^1]) % _kept.Length];
        if (cell.SequenceEqual(kept.Cell))
        {
            return kept.Rel;
        }

        LinkRel? rel = ListWords.Rel(cell);
        if (cell.Length <= MaxKeptBytes)
        {
            kept = (cell.ToArray(), rel);
        }

        return rel;
    }
}
