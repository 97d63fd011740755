namespace Vennlink.Peers.Questions;

/// <summary>The right answer of one operation on one question.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Checksum"><see cref="IdChecksum"/> of the ids for <see cref="Operation.All"/>, else 0.</param>
/// <param name="Rows">Rows of a page.</param>
/// <param name="After">For a tenth page: the row before it.</param>
internal sealed record Expected(long Count, ulong Checksum, PageRow[] Rows, PageRow? After);
