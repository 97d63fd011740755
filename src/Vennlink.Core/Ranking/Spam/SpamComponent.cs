namespace Vennlink.Ranking.Spam;

/// <summary>One part of a spam score, for people.</summary>
/// <param name="Name">Feature name as in the model: <c>name_length</c>, <c>tld</c>, <c>word</c>, …; <c>start</c> for
/// what every site starts from, <c>list</c> for a block or allow list.</param>
/// <param name="Value">What was seen: <c>23</c>, <c>xyz</c>, <c>casino</c>.</param>
/// <param name="Contribution">What it adds to the natural logarithm of the odds of spam; above 0 speaks for spam. The
/// sum over all parts gives the score.</param>
/// <param name="Words">The value in words.</param>
public readonly record struct SpamComponent(string Name, string Value, double Contribution, string Words)
{
    /// <summary>Name of the only part of a score that a block or allow list has decided.</summary>
    public const string ListName = "list";
}
