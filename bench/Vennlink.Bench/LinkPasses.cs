using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;
using Vennlink.Archives;
using Vennlink.Archives.Compression;
using Vennlink.Archives.Records;
using Vennlink.Links;
using Vennlink.Links.Extraction;
using Vennlink.Links.Parsing;
using Vennlink.Urls;

namespace Vennlink.Bench;

/// <summary>
/// The question: what does taking the links out of a WARC cost, beside only decompressing it, and beside others doing
/// the same job? Each pass reads the same gzip file from its first byte, on one thread; figures are per byte of HTML.
/// AngleSharp needs UTF-16, so its passes pay for decoding UTF-8.
/// </summary>
internal static class LinkPasses
{
    private delegate long Pass(string path, out long htmlBytes);

    /// <summary>Runs all passes over one WARC with a gzip member a record and prints a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="only">Only the passes whose names hold this text.</param>
    public static void Run(string path, string only)
    {
        Console.WriteLine(
            "| pass over the file, one thread | links | CPU seconds | second time | MB/s of HTML a CPU second | "
                + "second time |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Report("decompress (GZipStream)", Decompress, path, only);
        Report("read records, members streamed", ReadStreamedRecords, path, only);
        Report("read records", ReadRecords, path, only);
        Report("Vennlink: records to tokens", Tokenize, path, only);
        Report("Vennlink: records to trees", BuildTrees, path, only);
        Report("Vennlink: records to links, resolved, with anchors, members streamed", ExtractStreamedLinks,
            path, only);
        Report("Vennlink: records to links, resolved, with anchors", ExtractLinks, path, only);
        Report("AngleSharp struct tokenizer: a and area href, not resolved, no anchors", TokenizeWithAngleSharp,
            path, only);
        Report("AngleSharp DOM: a and area href with anchors, not resolved", ParseWithAngleSharp, path, only);
    }

    private static void Report(string name, Pass pass, string path, string only)
    {
        if (!name.Contains(only, StringComparison.Ordinal))
        {
            return;
        }

        // The second turn shows what is left once all code is compiled for good: what a longer input costs.
        (_, _, double first) = Measure(pass, path);
        (long links, long htmlBytes, double second) = Measure(pass, path);
        Console.WriteLine(
            $"| {name} | {links:N0} | {first:F2} | {second:F2} | {htmlBytes / 1e6 / first:F0} | "
                + $"{htmlBytes / 1e6 / second:F0} |");
    }

    private static (long Links, long HtmlBytes, double CpuSeconds) Measure(Pass pass, string path)
    {
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        long links = pass(path, out long htmlBytes);
        return (links, htmlBytes, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
    }

    private static long Decompress(string path, out long htmlBytes)
    {
        byte[] buffer = new byte[1 << 16];
        htmlBytes = 0;
        using GZipStream stream = new(File.OpenRead(path), CompressionMode.Decompress);
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            htmlBytes += read;
        }

        return 0;
    }

    private static long ReadRecords(string path, out long htmlBytes) => ReadRecords(Open(path), out htmlBytes);

    private static long ReadStreamedRecords(string path, out long htmlBytes) =>
        ReadRecords(OpenStreamed(path), out htmlBytes);

    private static long ReadRecords(ArchiveReader reader, out long htmlBytes)
    {
        htmlBytes = 0;
        foreach (ReadOnlyMemory<byte> body in Bodies(reader, null))
        {
            htmlBytes += body.Length;
        }

        return 0;
    }

    private static long Tokenize(string path, out long htmlBytes)
    {
        HtmlTree tree = new();
        htmlBytes = 0;
        foreach (ReadOnlyMemory<byte> body in Bodies(Open(path), null))
        {
            htmlBytes += body.Length;
            tree.Clear();
            var tokenizer = new Links.Parsing.HtmlTokenizer(body.Span, tree, keepAll: false);
            while (tokenizer.Read() != HtmlTokenKind.EndOfFile)
            {
                tree.TruncateAttributes(0);
            }
        }

        return 0;
    }

    private static long BuildTrees(string path, out long htmlBytes)
    {
        HtmlTree tree = new();
        HtmlTreeState state = new();
        htmlBytes = 0;
        foreach (ReadOnlyMemory<byte> body in Bodies(Open(path), null))
        {
            htmlBytes += body.Length;
            new HtmlTreeBuilder(body.Span, tree, state).Build();
        }

        return 0;
    }

    private static long ExtractLinks(string path, out long htmlBytes) => ExtractLinks(Open(path), out htmlBytes);

    private static long ExtractStreamedLinks(string path, out long htmlBytes) =>
        ExtractLinks(OpenStreamed(path), out htmlBytes);

    private static long ExtractLinks(ArchiveReader reader, out long htmlBytes)
    {
        HtmlLinks html = new();
        PageLinks links = new();
        UrlParser parser = new();
        UrlRecord document = new();
        ArchiveRecord record = new();
        long count = 0;
        htmlBytes = 0;
        foreach (ReadOnlyMemory<byte> body in Bodies(reader, record))
        {
            if (parser.TryParse(record.TargetUri.Span, null, document))
            {
                html.Extract(body.Span, record.ContentType.Span, document, links);
                count += links.Count;
                htmlBytes += body.Length;
            }
        }

        return count;
    }

    private static long TokenizeWithAngleSharp(string path, out long htmlBytes)
    {
        long count = 0;
        htmlBytes = 0;
        foreach (ReadOnlyMemory<byte> body in Bodies(Open(path), null))
        {
            htmlBytes += body.Length;
            using TextSource source = new(Encoding.UTF8.GetString(body.Span));
            using AngleSharp.Html.Parser.HtmlTokenizer tokenizer = new(source, HtmlEntityProvider.Resolver)
            {
                SkipComments = true,
                SkipDataText = true,
                ShouldEmitAttribute = static (ref token, name) => name.Span is "href",
            };
            while (true)
            {
                ref StructHtmlToken token = ref tokenizer.GetStructToken();
                if (token.Type == HtmlTokenType.EndOfFile)
                {
                    break;
                }

                if (token.Type == HtmlTokenType.StartTag && token.Name.Memory.Span is "a" or "area"
                    && token.Attributes.Count > 0)
                {
                    count++;
                }
            }
        }

        return count;
    }

    private static long ParseWithAngleSharp(string path, out long htmlBytes)
    {
        HtmlParser parser = new(new HtmlParserOptions { IsScripting = true });
        long count = 0;
        htmlBytes = 0;
        foreach (ReadOnlyMemory<byte> body in Bodies(Open(path), null))
        {
            htmlBytes += body.Length;
            using IDocument document = parser.ParseDocument(Encoding.UTF8.GetString(body.Span));
            foreach (IElement element in document.QuerySelectorAll("a[href], area[href]"))
            {
                count += element.TextContent is null ? 0 : 1;
            }
        }

        return count;
    }

    private static ArchiveReader Open(string path) =>
        ArchiveReader.TryOpen(File.OpenRead(path), new ArchiveLimits(), new SkipCounts())
        ?? throw new InvalidDataException($"{path} is no archive");

    /// <summary>A reader as it is where the system has no libdeflate.</summary>
    private static RecordReader OpenStreamed(string path) => new(
        new ByteWindow(new GzipMembers(new RawInput(File.OpenRead(path)), RecordScanner.StartsRecord, inflater: null)),
        isArc: false, new ArchiveLimits(), new SkipCounts())
    {
        Space = new OffsetSpace(null, new FileInfo(path).Length),
    };

    private static IEnumerable<ReadOnlyMemory<byte>> Bodies(ArchiveReader opened, ArchiveRecord? record)
    {
        record ??= new ArchiveRecord();
        using ArchiveReader reader = opened;
        while (reader.TryRead(record))
        {
            yield return record.Body;
        }
    }
}
