using System.Text;
using System.Text.RegularExpressions;
using Vennlink.Archives;
using Vennlink.Archives.Lists;
using Vennlink.Inputs;
using Vennlink.Links;
using Vennlink.Segments;
using Vennlink.Segments.Reading;
using Vennlink.Segments.Stored;
using Vennlink.Storage.Blocks;
using Vennlink.Urls;

namespace Vennlink.Tests.Archives;

/// <summary>Reads a link list as a build does, and says in lines what it got.</summary>
internal static partial class ReadList
{
    /// <summary>
    /// A line a link, in the order of the segment, then a line a reason with its count; or the one line
    /// <c>error: …</c>. A zip is all of its files, one after the other.
    /// </summary>
    public static string[] Lines(string path, LinkListOptions? options = null)
    {
        try
        {
            InputSearch found = InputSearch.Find(
                [path], path + ".index", options ?? LinkListOptions.None, CancellationToken.None);
            if (found.Inputs.Count == 0)
            {
                throw found.Problems[0];
            }

            return [.. found.Inputs.SelectMany(input =>
            {
                (List<string> links, InputInfo info) = Read(input);
                return links.Concat(info.Skips.ByName().Select(skip => $"{skip.Key} {skip.Value}"));
            })];
        }
        catch (InputException problem)
        {
            return ["error: " + Place().Replace(problem.Problem, "")];
        }
    }

    /// <summary>As <see cref="Lines"/>, of a list that is written for it.</summary>
    public static string[] LinesOf(string text, LinkListOptions? options = null, string name = "list.csv")
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File(name), text);
        return Lines(folder.File(name), options);
    }

    /// <summary>What is said of a list that is written for it.</summary>
    public static InputInfo InfoOf(string text, LinkListOptions? options = null)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("list.csv"), text);
        return Read(InputKinds.TryRecognise(folder.File("list.csv"), options ?? LinkListOptions.None)!)
            .Info;
    }

    private static (List<string> Links, InputInfo Info) Read(IndexInput input)
    {
        using TemporaryFolder folder = new();
        SegmentOptions how = new() { TemporaryFolder = folder.Path, MemoryBytes = 1 << 24, ThreadCount = 1 };
        InputInfo info = input.WriteSegment(folder.File("segment"), how, null, CancellationToken.None);
        List<string> lines = [];
        using Segment segment = Segment.Open(folder.File("segment"));
        using RecordCursor cursor = segment.ReadRecords();
        byte[] target = new byte[CaptureLimits.MaxKeyBytes];
        while (cursor.MoveNext())
        {
            StoredPage page = new PageRowsRecord(cursor.Reader).Page;
            StoredLinksReader links = page.ReadLinks(0, target);
            while (links.MoveNext())
            {
                LinkFacts facts = links.Facts;
                string anchor = Encoding.UTF8.GetString(links.Anchor);
                lines.Add($"{Text(page.Key)} > {Text(links.TargetKey)}"
                    + (facts.Kind == LinkKind.Anchor ? "" : $" {facts.Kind}")
                    + (facts.Rel == LinkRel.None ? "" : $" [{facts.Rel}]") + (anchor == "" ? "" : $" '{anchor}'")
                    + (facts.IsLost ? " lost" : "") + Date(facts.FirstSeenSeconds) + Date(facts.LastSeenSeconds, ".."));
            }
        }

        return (lines, info);
    }

    [GeneratedRegex("^at byte [0-9]+: ")]
    private static partial Regex Place();

    private static string Text(ReadOnlySpan<byte> key)
    {
        byte[] text = new byte[8192];
        return Encoding.UTF8.GetString(text.AsSpan(0, UrlKey.ToCanonical(key, text)));
    }

    private static string Date(long? seconds, string before = " ") => seconds is { } known
        ? before + DateTimeOffset.FromUnixTimeSeconds(known).ToString("yyyy-MM-ddTHH:mm", null)
            .Replace("T00:00", "", StringComparison.Ordinal)
        : "";
}
