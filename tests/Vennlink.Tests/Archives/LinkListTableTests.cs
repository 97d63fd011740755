using System.Text.RegularExpressions;
using Vennlink.Archives.Lists;
using Vennlink.Segments;

namespace Vennlink.Tests.Archives;

/// <summary>Reads a list with the header of each row of the table of docs/link-lists.md.</summary>
public sealed class LinkListTableTests
{
    private const string Link = "blog.example/a > rival.example/b";

    public static TheoryData<int, string> Exports()
    {
        TheoryData<int, string> exports = [];
        string[][] rows = Rows();
        for (int row = 0; row < rows.Length; row++)
        {
            exports.Add(row, rows[row][0]);
        }

        return exports;
    }

    [Theory]
    [MemberData(nameof(Exports))]
    public void An_export_is_read_as_the_table_says(int row, string export)
    {
        string[] cells = Rows()[row];
        Column[] knownBy = Columns(cells[1]);
        Column source = Assert.Single(Columns(cells[2]));
        Column[] target = Columns(cells[3]);
        Column[] anchors = Columns(cells[4]);
        Column[] flags = Columns(cells[5]);
        Column[] first = Columns(cells[6]);
        Column[] last = Columns(cells[7]);
        Column[] lost = Columns(cells[8]);
        Assert.True(target.Length > 0 || cells[3] is "the file's" or "columns of counts", cells[3]);
        bool isMatrix = cells[3] == "columns of counts";
        LinkListOptions options = new() { Target = target.Length > 0 || isMatrix ? null : "rival.example/b" };
        string[] names = [.. new[] { knownBy, [source], target, anchors, flags, first, last, lost }
            .SelectMany(columns => columns).Select(column => column.Name).Distinct(),
            .. isMatrix ? new[] { "rival.example/b" } : []];
        string type = export == "Screaming Frog" ? "Hyperlink" : "";

        InputInfo info = ReadList.InfoOf(Text(), options);
        Assert.Equal(export, info.Notes.TakenFor.Split("; ")[^1]);
        Assert.Equal([Link + Seen()], ReadList.LinesOf(Text(), options));
        foreach (Column anchor in anchors)
        {
            Assert.Equal([$"{Link} 'words'{Seen()}"], ReadList.LinesOf(Text((anchor.Name, "words")), options));
        }

        foreach (Column flag in flags)
        {
            string read = Assert.Single(ReadList.LinesOf(Text((flag.Name, flag.Value)), options));
            Assert.Matches(@"\[(Nofollow|Ugc|Sponsored|PageNofollow)\]", read);
        }

        foreach (Column gone in lost)
        {
            Assert.Equal(["lost_link 1"], ReadList.LinesOf(Text((gone.Name, gone.Value)), options));
            LinkListOptions taking = options with { IncludeLost = true };
            Assert.Equal([$"{Link} lost{Seen()}"], ReadList.LinesOf(Text((gone.Name, gone.Value)), taking));
        }

        string Seen() => (first.Length > 0 ? " 2024-01-05" : "")
            + (last.Length == 0 ? "" : first.Length > 0 && last[0].Name == first[0].Name ? "..2024-01-05" : "..2025-02-06");

        string Text(params (string Name, string Value)[] set) =>
            string.Join(';', names) + "\n" + string.Join(';', names.Select(name =>
                set.FirstOrDefault(one => one.Name == name).Value
                ?? (name == source.Name ? "https://blog.example/a"
                    : target.Any(column => column.Name == name) ? "https://rival.example/b"
                    : name == "rival.example/b" ? "2"
                    : name == "Dofollow links" ? "3"
                    : first.Any(column => column.Name == name) ? "2024-01-05"
                    : last.Any(column => column.Name == name) ? "2025-02-06"
                    : name is "is_dofollow" or "dofollow" or "Follow" ? "true"
                    : name == "Suivre" ? "Vrai"
                    : name == "Type" ? type : ""))) + "\n";
    }

    private static string[][] Rows() =>
        [.. File.ReadLines(SharedData.InRepository("docs/link-lists.md"))
            .SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray())];

    // `Name` value, `Name` value
    private static Column[] Columns(string cell) => [.. Regex.Matches(cell, @"`([^`]+)`(?: ([^,` ]+))?")
        .Select(match => new Column(match.Groups[1].Value, match.Groups[2].Value))];

    private sealed record Column(string Name, string Value);
}
