namespace Vennlink.Server.Notebook;

/// <summary>What people noted of a prospect.</summary>
/// <param name="Source">The page, host or root domain, as rows name it.</param>
/// <param name="Status">One of <see cref="Statuses"/>, or empty.</param>
/// <param name="Tags">Words of their own.</param>
/// <param name="Note">A text of their own.</param>
/// <param name="ChangedSeconds">When, Unix seconds.</param>
internal sealed record Mark(
    string Source, string Status, IReadOnlyList<string> Tags, string Note, long ChangedSeconds)
{
    /// <summary>Most characters of a source.</summary>
    public const int MaxSourceLength = 4096;

    /// <summary>Most characters of a note.</summary>
    public const int MaxNoteLength = 10_000;

    /// <summary>Most tags.</summary>
    public const int MaxTags = 20;

    /// <summary>Most characters of a tag.</summary>
    public const int MaxTagLength = 60;

    /// <summary>Most marks that are kept.</summary>
    public const int MaxCount = 100_000;

    /// <summary>How far one is with a prospect.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["new", "to_contact", "contacted", "won", "no"];

    /// <summary>Whether nothing is noted.</summary>
    public bool IsEmpty => Status.Length == 0 && Tags.Count == 0 && Note.Length == 0;
}
