namespace Vennlink.Server.Notebook;

/// <summary>A question that was kept, with how it was looked at.</summary>
/// <param name="Name">Its name; no two have the same.</param>
/// <param name="Content">All else, as the JSON object that the page gave.</param>
/// <param name="SavedSeconds">When, Unix seconds.</param>
internal sealed record SavedQuestion(string Name, string Content, long SavedSeconds)
{
    /// <summary>Most characters of a name.</summary>
    public const int MaxNameLength = 200;

    /// <summary>Most questions.</summary>
    public const int MaxCount = 1000;
}
