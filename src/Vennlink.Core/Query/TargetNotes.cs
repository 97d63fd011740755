using System.Text;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Query;

/// <summary>What whoever asks should know of how targets were understood.</summary>
public static class TargetNotes
{
    /// <summary>
    /// A sentence for each target of which more is meant than its text names, and for each that is another one of the
    /// same question.
    /// </summary>
    /// <param name="positives">Targets to link to, before equal ones are made one.</param>
    /// <param name="negatives">Targets not to link to.</param>
    /// <returns>Without a full stop; may hold any character that a text of a target does.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<Target> positives, IReadOnlyList<Target> negatives)
    {
        ArgumentNullException.ThrowIfNull(positives);
        ArgumentNullException.ThrowIfNull(negatives);
        ILookup<string, Target> excluded = negatives.ToLookup(Identity, StringComparer.Ordinal);
        List<string> notes =
            [.. positives.Concat(negatives).DistinctBy(target => target.Text).Select(Widening).OfType<string>()];
        foreach (IGrouping<string, Target> same in positives.GroupBy(Identity, StringComparer.Ordinal))
        {
            if (same.Skip(1).Any())
            {
                notes.Add($"{Texts(same)} are one target, {same.First().Meaning}: a link to it counts for each");
            }

            if (excluded.Contains(same.Key))
            {
                notes.Add(
                    $"{same.First().Text} to link to and {excluded[same.Key].First().Text} not to link to are one "
                        + $"target, {same.First().Meaning}: no row can link to it");
            }
        }

        return notes;
    }

    /// <summary>Says what a target is taken for, where more is meant than its text names; null where not.</summary>
    public static string? Widening(Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        string kind = target.Scope switch
        {
            TargetScope.RootDomain => "root domain",
            TargetScope.Subdomain => "host",
            TargetScope.Subfolder => "folder",
            _ => "page",
        };
        return target.IsWidened ? $"{target.Text} is taken for the whole {kind} {target.Meaning}" : null;
    }

    private static string Texts(IEnumerable<Target> targets)
    {
        string[] texts = [.. targets.Select(target => target.Text)];
        return $"{string.Join(", ", texts[..^1])} and {texts[^1]}";
    }

    private static string Identity(Target target) => $"{target.Scope} {Encoding.Latin1.GetString(target.Key.Span)}";
}
