using System.IO.Compression;
using System.Text;
using CsCheck;
using Vennlink.Build;
using Vennlink.Cli.Indexes;

namespace Vennlink.Cli.Tests;

/// <summary>Link lists as people have them, from the command line.</summary>
public sealed class LinkListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vennlink-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // All about the rivals a to d and one's own site "mine". both.example and three.example link to two of them,
    // followed; each of the others is out for one reason that only the right reading of an export knows.
    private static readonly (string Name, string Text)[] EightVendors =
    [
        ("ahrefs.csv",
            "Referring page title\tReferring page URL\tDomain rating\tTarget URL\tAnchor\tType\tNofollow\tUGC\tSponsored"
            + "\tLost status\tFirst seen\tLast seen\tLost\n"
            + "Tools\thttps://both.example/tools\t71.0\thttps://a.example/\tA\ttext\tfalse\tfalse\tfalse\t"
            + "\t2023-11-20 10:22:33\t2025-12-01 08:00:00\t\n"
            + "Gone\thttps://lost.example/\t71.0\thttps://a.example/\tA\ttext\tfalse\tfalse\tfalse\tremovedfromhtml"
            + "\t2023-11-20 10:22:33\t2025-12-01 08:00:00\t2024-06-01 00:00:00\n"
            + "Ad\thttps://ad.example/\t71.0\thttps://a.example/\tA\ttext\tfalse\tfalse\ttrue\t"
            + "\t2023-11-20 10:22:33\t2025-12-01 08:00:00\t\n"),
        ("semrush.csv",
            "\"Page ascore\",\"Source title\",\"Source url\",\"Target url\",\"Anchor\",\"Nofollow\",\"Sponsored\",\"Ugc\","
            + "\"Frame\",\"First seen\",\"Last seen\",\"New link\",\"Lost link\"\n"
            + "12,T,https://both.example/tools,https://b.example/,B,false,false,false,false,2023-05-01,2025-11-02,"
            + "false,false\n"
            + "12,T,https://lost.example/,https://b.example/,B,false,false,false,false,2023-05-01,2025-11-02,false,"
            + "false\n"
            + "12,T,https://ad.example/,https://b.example/,B,false,false,false,false,2023-05-01,2025-11-02,false,"
            + "false\n"
            + "12,T,https://frame.example/,https://b.example/,B,false,false,false,true,2023-05-01,2025-11-02,false,"
            + "false\n"),
        ("majestic.csv",
            "\"SourceURL\",\"AnchorText\",\"SourceTrustFlow\",\"FirstIndexedDate\",\"LinkType\",\"TargetURL\","
            + "\"FlagRedirect\",\"FlagNoFollow\",\"FlagDeleted\",\"LastSeenDate\",\"DateLost\"\r\n"
            + "https://flag.example/,C,10,2022-03-04,TextLink,https://c.example/,0,1,0,2025-10-11,\r\n"
            + "https://three.example/x,C,10,2022-03-04,TextLink,https://c.example/,0,0,0,2025-10-11,\r\n"),
        ("moz.csv",
            "URL,Title,Anchor Text,Target URL,Only rel=nofollow,Only follow\n"
            + "flag.example/,T,D,d.example/,No,Yes\nthree.example/y,T,D,d.example/,No,Yes\n"),
        ("seranking.csv",
            "url_from,url_to,title,anchor,nofollow,domain_inlink_rank,first_seen,last_visited,date_lost\n"
            + "https://three.example/z,https://a.example/,T,A,false,94,2024-10-11,2025-09-22,\n"
            + "https://own.example/,https://a.example/,T,A,false,94,2024-10-11,2025-09-22,\n"),
        ("serpstat.csv",
            "url_from,url_to,nofollow,link_text,first_seen,last_visited\n"
            + "https://own.example/,https://c.example/,follow,C,2020-11-24,2021-03-29 09:19:13\n"
            + "https://frame.example/,https://c.example/,follow,C,2020-11-24,2021-03-29 09:19:13\n"),
        ("frog.csv",
            "\"Type\",\"Source\",\"Destination\",\"Alt Text\",\"Anchor\",\"Status Code\",\"Follow\",\"Target\",\"Rel\"\n"
            + "Hyperlink,https://three.example/x,https://b.example/,,B,200,true,_blank,noopener\n"
            + "CSS,https://css.example/,https://a.example/s.css,,,200,true,,\n"
            + "CSS,https://css.example/,https://b.example/s.css,,,200,true,,\n"),
        ("mine.example-Latest links-2026-07-18.csv",
            "Linking page,Last crawled\nhttps://own.example/page,\"Sep 15, 2026\"\n"),
    ];

    [Fact]
    public void Exports_of_eight_vendors_in_one_folder_give_the_followed_prospects()
    {
        Shell shell = new(_folder);
        Directory.CreateDirectory(Path.Combine(_folder, "exports"));
        foreach ((string name, string text) in EightVendors)
        {
            File.WriteAllText(Path.Combine(_folder, "exports", name), text);
        }

        ShellResult build = shell.Run("build", "--out", "index", "exports");
        Assert.True(build.ExitCode == 0, build.Error);
        ShellResult found = shell.Run(
            "intersect", "--index", "index", "--to", "a.example", "b.example", "c.example", "d.example", "--not",
            "mine.example", "--min", "2", "--source", "root_domain", "--followed-only", "--format", "csv");
        Assert.True(found.ExitCode == 0, found.Error);
        Assert.Equal(
            ["both.example", "three.example"], found.Lines.Skip(1).Select(line => line.Split(',')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Exports_of_three_vendors_added_one_by_one_give_the_followed_prospect()
    {
        Shell shell = new(_folder);
        foreach ((string name, string text) in EightVendors.Take(3))
        {
            File.WriteAllText(Path.Combine(_folder, name), text);
            string[] add = Directory.Exists(Path.Combine(_folder, "index")) ? ["--add"] : [];
            ShellResult build = shell.Run(["build", "--out", "index", .. add, name]);
            Assert.True(build.ExitCode == 0, build.Error);
        }

        ShellResult found = shell.Run(
            "intersect", "--index", "index", "--to", "a.example", "b.example", "c.example", "--min", "2", "--source",
            "root_domain", "--followed-only", "--format", "csv");
        Assert.Equal("both.example", Assert.Single(found.Lines.Skip(1)).Split(',')[0]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--include-lost")]
    public void A_lost_link_to_ones_own_site_does_not_take_a_prospect_away(string option)
    {
        Shell shell = new(_folder);
        const string Dates = "2023-05-01,2025-11-02,false";
        File.WriteAllText(
            Path.Combine(_folder, "list.csv"),
            "Source url,Target url,Anchor,Nofollow,First seen,Last seen,New link,Lost link\n"
            + $"https://prospect.example/,https://a.example/,A,false,{Dates},false\n"
            + $"https://prospect.example/,https://mine.example/,me,false,{Dates},true\n"
            + $"https://other.example/,https://a.example/,A,false,{Dates},false\n"
            + $"https://other.example/,https://mine.example/,me,false,{Dates},false\n");
        ShellResult build = shell.Run([.. new[] { "build", "--out", "index", "list.csv", option }
            .Where(argument => argument.Length > 0)]);
        Assert.True(build.ExitCode == 0, build.Error);
        ShellResult found = shell.Run(
            "intersect", "--index", "index", "--to", "a.example", "--not", "mine.example", "--source", "root_domain",
            "--format", "csv");
        Assert.Equal("prospect.example", Assert.Single(found.Lines.Skip(1)).Split(',')[0]);
    }

    [Theory]
    [InlineData("export.zip", "--target", "https://mine.example/")]
    [InlineData("https___mine.example_-Latest links-2026-07-18.zip")]
    public void An_export_of_Search_Console_in_a_zip_is_of_the_site_that_is_named(string name, params string[] options)
    {
        using (ZipArchive zip = ZipFile.Open(Path.Combine(_folder, name), ZipArchiveMode.Create))
        using (StreamWriter entry = new(zip.CreateEntry("Latest links.csv").Open()))
        {
            entry.Write("Linking page,Last crawled\nhttps://blog.example/tools,2026-08-01\n");
        }

        Shell shell = new(_folder);
        ShellResult build = shell.Run(["build", "--out", "index", .. options, name]);
        Assert.True(build.ExitCode == 0, build.Error);
        ShellResult found = shell.Run("intersect", "--index", "index", "--to", "mine.example", "--format", "csv");
        Assert.Equal("blog.example/tools", Assert.Single(found.Lines.Skip(1)).Split(',')[0]);
    }

    private static readonly Gen<string> Text = OneOf(
        "", "words", "say \"hi\"", "two\nlines", "a,b", "=1+1", "ü", "'", "true", "https://x.example/", ";", "\t|")
        .Array[0, 3].Select(parts => string.Concat(parts).Trim());

    private static readonly Gen<string> Row = Gen.Select(
        OneOf("a.example/", "a.example/1", "blog.b.example/x?y=1", "192.0.2.7/", "c.example:8080/"),
        OneOf("t.example/", "t.example/a,b", "u.example/%22", "localhost/", "xn--bcher-kva.example/"),
        OneOf("anchor", "anchor", "redirect", "canonical", "refresh"), Text,
        OneOf("", "", "nofollow", "ugc", "nofollow ugc sponsored", "page_nofollow", "nofollow page_nofollow"),
        OneOf("", "2024-01-05T00:00:00Z", "2023-12-31T23:59:59Z"),
        OneOf("", "2025-01-05T00:00:00Z"),
        (source, target, kind, anchor, rel, first, last) =>
            string.Join(',', new[] { source, target, kind, anchor, rel, first, last }.Select(
                cell => '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')));

    [Fact]
    public void What_export_links_writes_is_read_back_as_it_was() => Row.Array[1, 20].Sample(
        rows =>
        {
            string folder = Directory.CreateTempSubdirectory("vennlink-").FullName;
            try
            {
                string list = "source,target,kind,anchor,rel,first_seen,last_seen\n" + string.Join('\n', rows);
                string once = Export(folder, "once", list);
                Assert.Equal(once, Export(folder, "twice", once));
                Assert.True(once.Count(letter => letter == '\n') > 1);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        },
        iter: 30, threads: 1);

    private static Gen<string> OneOf(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    // Without the columns that name the input.
    private static string Export(string folder, string name, string list)
    {
        string file = Path.Combine(folder, name + ".csv");
        File.WriteAllText(file, list);
        BuildOptions options = new()
        {
            IndexFolder = Path.Combine(folder, name),
            Inputs = [file],
            MemoryBytes = 256 << 20,
            ThreadCount = 1,
        };
        IndexBuild.Run(options, null, CancellationToken.None);
        using OpenedIndex opened = OpenedIndex.Open(options.IndexFolder);
        using MemoryStream output = new();
        new ExportFile(opened.Snapshot, null, CancellationToken.None)
            .Write("links", output, "csv", opened.Cite("{}"));
        string text = Encoding.UTF8.GetString(output.ToArray());
        string input = $",{name}.csv,{opened.Snapshot.Manifest.Inputs[0].Digest},";
        return string.Join('\n', text.Split('\n').Select(line =>
            line.IndexOf(input, StringComparison.Ordinal) is >= 0 and var at ? line[..at] : line))
            .Replace(",file,file_digest,offset", "", StringComparison.Ordinal);
    }
}
