using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Inputs;

namespace Vennlink.Tests.Inputs;

public sealed class InputSearchTests : IDisposable
{
    private const string Rows = "source,target\nhttp://a.example/,http://b.example/\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_are_walked_in_order_without_hidden_files_links_to_folders_and_the_index()
    {
        string[] expected = [Write("in/a/2.csv", Rows), Write("in/b.csv", Rows), Write("in/c/1.csv", Rows)];
        Write("in/.hidden/x.csv", Rows);
        Write("in/.hidden.csv", Rows);
        Write("in/index/segments/x.csv", Rows);
        Directory.CreateSymbolicLink(_folder.File("in/d"), _folder.File("in"));

        InputSearch found = Find("in");
        Assert.Equal(expected, found.Inputs.Select(input => input.Location));
        Assert.Empty(found.Notes);
    }

    [Fact]
    public void What_is_met_more_than_once_is_one_input()
    {
        string vertices = Write("in/vertices.txt", "0\tcom.a\n");
        Write("in/edges.txt", "");
        Write("in/ranks.txt", "");
        string list = Write("in/links.csv", Rows);

        // The folder holds one graph, so it is that graph; a list beside it is an input too.
        Write("in/vertices-t.graph", "");
        Write("in/README.md", "One, two.");
        Assert.Equal(["edges.txt", "links.csv"], Find("in").Inputs.Select(input => input.Name));
        Assert.Equal(
            "edges.txt", Assert.Single(Find("in/ranks.txt", "in/edges.txt", "in/vertices.txt").Inputs).Name);
        Assert.Equal([list, _folder.File("in/edges.txt")],
            Find("in/links.csv", "in/links.csv", "in/", "in/vertices.txt").Inputs.Select(input => input.Location));
        Assert.Equal(vertices, Find("in").Inputs[0].Files[0]);
    }

    [Fact]
    public void A_file_that_is_no_input_is_refused_where_it_is_named_and_else_noted_once()
    {
        Write("in/links.csv", Rows);
        string notes = Write("in/notes.txt", "dear diary\n");

        InputSearch found = Find("in", "in");
        Assert.Equal("links.csv", Assert.Single(found.Inputs).Name);
        Assert.StartsWith($"{notes}: not read: at byte 0: the list has no source and target columns",
            Assert.Single(found.Notes), StringComparison.Ordinal);
        Assert.Empty(found.Problems);
        Assert.Equal(notes, Assert.Single(Find("in", "in/notes.txt").Problems).File);
    }

    [Theory]
    [InlineData("export.csv", true)]
    [InlineData("Export.TSV.GZ", true)]
    [InlineData("links.jsonl.zst", true)]
    [InlineData("crawl.warc.gz", true)]
    [InlineData("sheet.xlsx", true)]
    [InlineData("README.md", false)]
    [InlineData("LICENSE", false)]
    [InlineData("readme.txt.gz", false)]
    [InlineData("logo.png", false)]
    [InlineData("datapackage.json", false)]
    [InlineData("csv", false)]
    public void What_cannot_be_read_in_a_folder_is_an_error_where_its_name_says_that_it_was_meant(
        string name, bool isError)
    {
        Write("in/links.csv", Rows);
        string odd = Write("in/" + name, "dear diary, no table here\n");

        InputSearch found = Find("in");
        Assert.Single(found.Inputs);
        Assert.Equal(isError ? [odd] : [], found.Problems.Select(problem => problem.File));
        Assert.Equal(isError ? 0 : 1, found.Notes.Count);
    }

    [Fact]
    public void Nothing_is_an_error_that_says_what_there_was()
    {
        Directory.CreateDirectory(_folder.File("empty"));
        Write("diary/notes.txt", "dear diary\n");
        Assert.EndsWith("absent: no such file or folder", Assert.Throws<InputException>(() => Find("absent")).Message,
            StringComparison.Ordinal);
        Assert.EndsWith("empty: no files found", Assert.Throws<InputException>(() => Find("empty")).Message,
            StringComparison.Ordinal);
        Assert.EndsWith("diary: no archive, link list or web graph found",
            Assert.Throws<InputException>(() => Find("diary")).Message, StringComparison.Ordinal);
    }

    private InputSearch Find(params string[] names) =>
        InputSearch.Find(
            [.. names.Select(_folder.File)], _folder.File("in/index"), LinkListOptions.None, CancellationToken.None);

    private string Write(string name, string text)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
