using System.Text;
using Microsoft.Playwright;

namespace Vennlink.Page.Tests;

/// <summary>
/// Six exports in the forms of six tools, with rows of our own. Counted by hand: to the sites of the first five,
/// <c>one</c> has live links to alpha, beta, gamma and delta; <c>bücher</c> to alpha, beta and epsilon; <c>two</c> to
/// alpha (nofollow) and epsilon; <c>friend</c> to gamma and to mine. Those of <c>three</c>, <c>four</c> and <c>six</c>
/// are lost.
/// </summary>
internal static class VendorFiles
{
    /// <summary>Anchor of the link from bücher to alpha: a formula, were it not a text.</summary>
    public const string Formula = "=cmd()";

    /// <summary>The one that does not say whose links it lists.</summary>
    public const string SearchConsole = "latest-links.csv";

    private const string Ahrefs =
        """
        "Referring page title"	"Referring page URL"	"Domain rating"	"Target URL"	"Anchor"	"Type"	"Nofollow"	"UGC"	"Sponsored"	"First seen"	"Last seen"	"Lost"
        "A list"	"https://one.example/list"	"40"	"https://alpha.example/"	"Alpha"	"text"	"false"	"false"	"false"	"2026-01-02 10:00:00"	"2026-10-01 10:00:00"	""
        "Two"	"https://two.example/a"	"12"	"https://alpha.example/x"	"alpha"	"text"	"true"	"false"	"false"	"2026-01-02 10:00:00"	"2026-10-01 10:00:00"	""
        "Three"	"https://three.example/"	"9"	"https://alpha.example/"	"gone"	"text"	"false"	"false"	"false"	"2025-01-02 10:00:00"	"2025-10-01 10:00:00"	"2026-01-01 00:00:00"
        "Bücher über Bücher"	"https://bücher.example/über"	"7"	"https://alpha.example/"	"=cmd()"	"text"	"false"	"false"	"false"	"2026-02-02 10:00:00"	"2026-09-01 10:00:00"	""
        """;

    private const string Semrush =
        """
        Page ascore,Source title,Source url,Target url,Anchor,External links,Internal links,Nofollow,Sponsored,Ugc,First seen,Last seen,Lost link
        30,A list,https://one.example/list,https://beta.example/,Beta,9,3,false,false,false,2026-01-02 10:00:00,2026-10-01 10:00:00,false
        5,Bücher,https://bücher.example/über,https://beta.example/b,Beta & Söhne,2,3,false,false,false,2026-01-02 10:00:00,2026-10-01 10:00:00,false
        5,Four,https://four.example/,https://beta.example/,gone,2,3,false,false,false,2025-01-02 10:00:00,2025-10-01 10:00:00,true
        """;

    private const string ScreamingFrog =
        """
        "Type","Source","Destination","Alt Text","Anchor","Status Code","Status","Follow","Target","Rel"
        "Hyperlink","https://one.example/list","https://gamma.example/","","Gamma","200","OK","true","_blank",""
        "Hyperlink","https://friend.example/","https://gamma.example/g","","my gamma","200","OK","true","",""
        "Image","https://five.example/","https://gamma.example/g.png","","","200","OK","true","",""
        """;

    private const string Moz =
        """
        Open Site Explorer
        Inbound links
        http://delta.example
        Generated 2026-10-02


        URL,Title,Anchor Text,Page Authority,Domain Authority,Target URL,Only rel=nofollow
        one.example/list,A list,Delta,31,40,delta.example/,No
        """;

    private const string Majestic =
        """
        "TargetURL","SourceURL","AnchorText","FlagNoFollow","FirstIndexedDate","LastSeenDate","FlagDeleted","DateLost","ReasonLost"
        "https://epsilon.example/","https://two.example/a","Epsilon","0","2026-01-02","2026-10-01","0","",""
        "https://epsilon.example/","https://bücher.example/über","Epsilon","0","2026-01-02","2026-10-01","0","",""
        "https://epsilon.example/","https://six.example/","gone","0","2025-01-02","2025-10-01","1","2026-01-01","LinkRemoved"
        """;

    private const string Console =
        """
        Linking page,Last crawled
        https://friend.example/,2026-10-01
        """;

    /// <summary>All six, as a person drops them.</summary>
    public static FilePayload[] All { get; } =
    [
        Of("ahrefs-alpha.csv", Encoding.Unicode, Ahrefs),
        Of("semrush-beta.csv", Encoding.UTF8, Semrush),
        Of("frog-gamma.csv", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), ScreamingFrog),
        Of("moz-delta.csv", Encoding.UTF8, Moz),
        Of("majestic-epsilon.csv", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), Majestic),
        Of(SearchConsole, Encoding.UTF8, Console),
    ];

    private static FilePayload Of(string name, Encoding encoding, string text) => new()
    {
        Name = name,
        MimeType = "text/csv",
        Buffer = [.. encoding.GetPreamble(), .. encoding.GetBytes(text.ReplaceLineEndings("\r\n") + "\r\n")],
    };
}
