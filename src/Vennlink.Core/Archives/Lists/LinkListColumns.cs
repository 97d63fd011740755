namespace Vennlink.Archives.Lists;

/// <summary>
/// Which column holds what; null where the header's own names decide, or the list has no such column.
/// </summary>
/// <param name="Source">Name of the column of linking pages.</param>
/// <param name="Target">Name of the column of linked pages.</param>
/// <param name="Anchor">Name of the column of anchor texts.</param>
/// <param name="Title">Name of the column of source page titles.</param>
/// <param name="Rel">Name of the column of rel attributes.</param>
/// <param name="FirstSeen">Name of the column of first dates.</param>
/// <param name="LastSeen">Name of the column of last dates.</param>
public sealed record LinkListColumns(
    string Source, string Target, string? Anchor = null, string? Title = null, string? Rel = null,
    string? FirstSeen = null, string? LastSeen = null);
