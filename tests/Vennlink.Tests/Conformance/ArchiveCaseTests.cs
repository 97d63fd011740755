using System.Text.Json;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Links;
using Vennlink.Merge;
using Vennlink.Tests.Inputs;
using Vennlink.Urls;

namespace Vennlink.Tests.Conformance;

/// <summary>
/// Archives as public bug reports of other tools describe them, one test a file; <c>cases.json</c> beside the files has
/// the right links and titles, and where they come from.
/// </summary>
public sealed class ArchiveCaseTests
{
    private const string Folder = "bugs/archives";

    public static TheoryData<string> Files =>
    [
        .. "c13.wacz c13n.wacz c13t.wacz c13z.wacz c23.warc c25.warc c26.warc c35.warc c41.warc c42.warc c43.warc "
            .Split(' ', StringSplitOptions.RemoveEmptyEntries),
        .. "c44.warc c45.warc c46.warc c47-script.warc c49.warc c57.warc c59-blank.warc c62.csv c63.csv ".Split(' ')[..^1],
        .. "c71.arc c71b.warc".Split(' '),
    ];

    private static readonly string[] Empty = ["c64-emptymember.warc.gz", "c64-nl.warc", "c64-zero.warc.gz"];

    [Fact]
    public void Every_file_has_a_case() => Assert.Equal(
        Directory.EnumerateFiles(SharedData.Require(Folder)).Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal),
        Files.Select(row => row.Data).Concat(Empty).Append("cases.json").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_gives_its_right_links_and_titles(string file)
    {
        JsonElement expected = CaseOf(file);
        using TemporaryFolder folder = new();
        IndexInputTests.Read(folder, SharedData.Require($"{Folder}/{file}"));
        CaptureMerge.Run([(folder.File("segment"), 0)], folder.Path, null, CancellationToken.None);
        (List<string> links, Dictionary<string, string> titles) = View(folder.Path);
        bool isRight = links.Order(StringComparer.Ordinal).SequenceEqual(Links(expected).Order(StringComparer.Ordinal))
            && expected.GetProperty("titles").EnumerateObject()
                .All(title => titles.GetValueOrDefault(title.Name) == title.Value.GetString());
        Assert.True(isRight, $"{file}: {expected.GetProperty("why")}\nfound:\n{string.Join('\n', links)}");
    }

    [Theory]
    [InlineData("c64-zero.warc.gz")]
    [InlineData("c64-emptymember.warc.gz")]
    [InlineData("c64-nl.warc")]
    public void An_empty_archive_among_others_is_passed_over_and_said(string file)
    {
        string empty = SharedData.Require($"{Folder}/{file}");
        Vennlink.Inputs.InputSearch search = Vennlink.Inputs.InputSearch.Find(
            [SharedData.Require($"{Folder}/c43.warc"), empty], "index", LinkListOptions.None, CancellationToken.None);
        Assert.Equal("c43.warc", Assert.Single(search.Inputs).Name);
        Assert.Equal($"{empty}: passed over: it is empty", Assert.Single(search.Notes));
        Assert.Throws<InputException>(
            () => Vennlink.Inputs.InputSearch.Find([empty], "index", LinkListOptions.None, CancellationToken.None));
    }

    private static JsonElement CaseOf(string file)
    {
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require($"{Folder}/cases.json")));
        return cases.RootElement.EnumerateArray().Single(one => one.GetProperty("file").GetString() == file).Clone();
    }

    private static IEnumerable<string> Links(JsonElement expected) =>
        from page in expected.GetProperty("links").EnumerateObject()
        from link in page.Value.EnumerateArray()
        select $"{page.Name} {link[0]} {link[1]} {link[2]}";

    private static (List<string> Links, Dictionary<string, string> Titles) View(string folder)
    {
        List<string> links = [];
        Dictionary<string, string> titles = [];
        using LivePages live = LivePages.Open(folder);
        using LivePageCursor cursor = live.Read();
        while (cursor.MoveNext())
        {
            string page = UrlKey.ToText(cursor.Current.Key);
            titles[page] = System.Text.Encoding.UTF8.GetString(cursor.Current.Title);
            for (int index = 0; index < cursor.Current.LinkCount; index++)
            {
                LiveLink link = cursor.Current[index];
                LinkFacts facts = link.Facts;
                if (!facts.IsLost)
                {
                    // The cases know one kind of redirect.
                    LinkKind known = facts.Kind == LinkKind.Refresh ? LinkKind.Redirect : facts.Kind;
                    string kind = known.ToString().ToLowerInvariant();
                    string rel = Vennlink.Query.Questions.QuestionWords.WordsOf(facts.Rel);
                    links.Add($"{page} {UrlKey.ToText(link.TargetKey)} {kind} {rel}");
                }
            }
        }

        return (links, titles);
    }
}
