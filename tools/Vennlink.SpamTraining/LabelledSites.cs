using System.Globalization;

namespace Vennlink.SpamTraining;

/// <summary>The sites that a model is trained on, and how many of those that were read are none of them.</summary>
internal sealed class LabelledSites
{
    // Parts that are scored by models of the others need some of either label on both sides.
    private const int LeastFamilies = 20;

    private readonly LabelFiles _files;
    private readonly bool _hasIndex;
    private readonly int _readCount;
    private readonly int _unknownCount;

    private LabelledSites(LabelFiles files, LabelledIndex? index, CancellationToken cancellationToken)
    {
        LabelledSite[] read = files.Sites;
        LabelledSite[] known = index?.Join(read, cancellationToken) ?? read;
        (_files, _hasIndex, _readCount, _unknownCount) =
            (files, index is not null, read.Length, read.Length - known.Length);

        // What the scorer would answer with −1 can teach it nothing.
        ILookup<bool, LabelledSite> byUse = known.ToLookup(site => site.Padded.Length > 0 || site.Evidence != default);
        Sites = [.. byUse[true]];
        Nameless = [.. byUse[false]];
        FamilyCount = Families.Assign(Sites);
    }

    /// <summary>The sites, in ordinal order of names, with their families.</summary>
    public LabelledSite[] Sites { get; }

    /// <summary>
    /// Sites that were left out because neither their name nor the index says anything of them: encoded names, names of
    /// one or two characters, addresses.
    /// </summary>
    public LabelledSite[] Nameless { get; }

    /// <summary>Families of near-duplicate names.</summary>
    public int FamilyCount { get; }

    /// <summary>Sites labelled both ways, in ordinal order.</summary>
    public IEnumerable<string> Contradicted => _files.Contradicted.Order(StringComparer.Ordinal);

    /// <summary>What was left out and why, in words.</summary>
    public string LeftOut => string.Create(
        CultureInfo.InvariantCulture,
        $"{_files.Contradicted.Count:N0} labelled both ways{(_files.Contradicted.Count is > 0 and <= 20 ? $" ({string.Join(", ", Contradicted)})" : "")}, {(_hasIndex ? $"{_unknownCount:N0} that the index does not know, " : "")}{Nameless.Count(site => site.IsSpam):N0} spam and {Nameless.Count(site => !site.IsSpam):N0} clean whose name says nothing to the score (encoded, one or two characters, an address), {_files.Malformed:N0} lines that are no site or have no label");

    /// <summary>What was read, for the person who gave the labels.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{_readCount:N0} sites read; {Sites.Length:N0} to learn from, {Sites.Count(site => site.IsSpam):N0} of "
            + $"them spam, in {FamilyCount:N0} families of near-duplicate names\nleft out: {LeftOut}");

    /// <summary>Why nothing can be learned from them; null when something can.</summary>
    public string? Problem
    {
        get
        {
            int spam = FamiliesOf(isSpam: true);
            int clean = FamiliesOf(isSpam: false);
            return Math.Min(spam, clean) >= LeastFamilies
                ? null
                : string.Create(CultureInfo.InvariantCulture,
                    $"too few sites to learn from: {LeastFamilies} families of near-duplicate names of either label "
                        + $"are needed, and there are {spam} of spam and {clean} of clean sites");
        }
    }

    /// <summary>Takes from what was read the sites to learn from.</summary>
    /// <param name="files">What was read.</param>
    /// <param name="index">An index that says something of them, too; null without one.</param>
    /// <param name="cancellationToken">Checked often.</param>
    public static LabelledSites Of(LabelFiles files, LabelledIndex? index, CancellationToken cancellationToken) =>
        new(files, index, cancellationToken);

    private int FamiliesOf(bool isSpam) =>
        Sites.Where(site => site.IsSpam == isSpam).Select(site => site.Family).Distinct().Count();
}
