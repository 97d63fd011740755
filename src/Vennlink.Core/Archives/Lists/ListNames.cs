using System.Text;

namespace Vennlink.Archives.Lists;

/// <summary>
/// The names that columns of link lists have, of all exports known; docs/link-lists.md is their table.
/// </summary>
/// <remarks>
/// Names are folded: letters and digits alone, in lower case. Of several columns that could hold a thing, the one whose
/// name stands first here is meant: the more telling names come first.
/// </remarks>
internal static class ListNames
{
    private static readonly (ListField Field, string Names)[] Known =
    [
        (ListField.Source, "sourceurl sourcepageurl referringpageurl linkingpageurl urlfrom fromurl sourcepage "
            + "referringpage linkingpage páginadeenlace דףמקשר sourcesite sourcedomain referringdomain domainfrom "
            + "source from url domain site"),
        (ListField.Target, "targeturl targetpageurl urlto tourl targetpage destinationurl destination linkedurl "
            + "targetsite targetdomain domainto target to"),
        (ListField.Anchor, "anchor anchortext linktext ancrage"),
        (ListField.AltText, "alttext textealt imagealt"),
        (ListField.Title, "sourcetitle sourcepagetitle referringpagetitle linkingpagetitle pagetitle title"),
        (ListField.Kind, "kind linktype itemtype type"),
        (ListField.Rel, "rel relattribute relattributes linkattributes attributes"),
        (ListField.Nofollow, "nofollow isnofollow flagnofollow onlyrelnofollow relnofollow"),
        (ListField.Follow, "dofollow isdofollow follow followed isfollow suivre onlyfollow dofollowlinks"),
        (ListField.Ugc, "ugc isugc relugc"),
        (ListField.Sponsored, "sponsored issponsored relsponsored"),
        (ListField.FirstSeen, "firstseen firstindexeddate sourcefirstfounddate firstfound firstdiscovered crawldate"),
        (ListField.LastSeen, "lastseen lastseendate sourcecrawldate lastvisited lastcrawled últimorastreo "
            + "נסרקלאחרונה lastchecked crawldate"),
        (ListField.Lost, "lost loststatus dropreason lostlink islost lostreason flagdeleted datelost lostdate "
            + "reasonlost flagoldcrawl linkstatus"),
        (ListField.Redirect, "flagredirect isredirect 301"),
        (ListField.NoLink, "flagmention flagframe frame form"),
    ];

    private static readonly string[][] ByField =
        [.. Enum.GetValues<ListField>().Select(field => Known.Single(known => known.Field == field).Names.Split(' '))];

    /// <summary>The names of a field, the most telling one first.</summary>
    public static IReadOnlyList<string> Of(ListField field) => ByField[(int)field];

    /// <summary>A name as names are compared: letters and digits alone, in lower case.</summary>
    public static string Fold(string name)
    {
        StringBuilder folded = new(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                folded.Append(Rune.ToLowerInvariant(rune).ToString());
            }
        }

        return folded.ToString();
    }
}
