using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Vennlink.Urls;

namespace Vennlink.Tests.Urls;

/// <summary>Random URLs against the <c>URL</c> of Node.js, another parser of the same standard.</summary>
public sealed class NodeUrlTests
{
    // Reads one [input, base] a line, writes the href or null.
    private const string Script =
        """
        const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(line => line);
        console.log(lines.map(line => {
          const [input, base] = JSON.parse(line);
          try { return JSON.stringify(base === null ? new URL(input).href : new URL(input, base).href); } catch { return 'null'; }
        }).join('\n'));
        """;

    private static readonly string[] Bases =
        ["http://h/a/b?c#d", "https://user:pw@h.example:81/a/", "file:///C:/x/y", "file://host/p", "x://h/a/b",
            "x:/a/b", "http://[::1]/"];

    // Pieces that meet in many ways. Not among them, since the standard changed there after the parser in Node 20: ^,
    // xn--, spaces in opaque paths, a base with an opaque path.
    private static readonly string[] Pieces =
    [
        "http:", "https:", "HTTP:", "file:", "ftp:", "ws:", "x:", "javascript:", "/", "//", "///", "\\", "\\\\", "/\\",
        "?", "#", "@", ":", ":80", ":443", ":0081", ":99999", "a", "b.c", "A.B", "..", ".", "%2e", "%2E%2e", "%41",
        "%zz", "%", "C:", "C|", "c", "localhost", "127.1", "0x7f.1", "1.2.3.256", "1.2.3.4.", "256", "0x", "[::1]",
        "[1:2::]",
        "[::1.2.3.4]", "[", "]", "\u00FC", "\u4F8B", "\u200D", "\u00AD", "\uFF0E", "\U0001F600", "\t", "\n", "\u007F",
        "\"", "<", ">", "`", "{", "}", "'", "|", ";", "=", "&", "+", "!", "~", "-", "_", "*", ",", "$", "(", ")",
    ];

    [Fact]
    public void Random_urls_are_what_node_makes_of_them()
    {
        // Fixed, so that a failure is the same for everyone.
        var random = new Random(46);
        var inputs = new List<(string Input, string? BaseUrl)>();
        for (int i = 0; i < 30_000; i++)
        {
            string input =
                string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            inputs.Add((input, random.Next(3) == 0 ? null : Bases[random.Next(Bases.Length)]));
        }

        string[] expected = RunNode(inputs);
        var misses = new List<string>();
        for (int i = 0; i < inputs.Count; i++)
        {
            UrlRecord? record = UrlText.Parse(inputs[i].Input, inputs[i].BaseUrl);
            string? href = record is null ? null : Encoding.ASCII.GetString(record.Href);
            string? nodeHref = JsonSerializer.Deserialize<string?>(expected[i]);
            // Node 20 forgets the empty segment that ".." leaves in the path of a URL that is not special.
            bool isKnown = record is { IsSpecial: false } && record.Path.SequenceEqual("/"u8)
                && href!.Remove(record.PathStart, 1) == nodeHref;
            if (href != nodeHref && !isKnown)
            {
                misses.Add(
                    $"{JsonSerializer.Serialize(inputs[i].Input)} on {inputs[i].BaseUrl}: {href ?? "failure"}, in "
                        + $"Node {nodeHref ?? "failure"}");
            }
        }

        Assert.True(misses.Count == 0, $"{misses.Count} of {inputs.Count}\n{string.Join('\n', misses.Take(40))}");
    }

    private static string[] RunNode(List<(string Input, string? BaseUrl)> inputs)
    {
        string? node = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(node is not null, "node is not on PATH");
        var start = new ProcessStartInfo(node!, ["-e", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process process = Process.Start(start)!;
        // Node writes only after it has read everything, so the pipes cannot fill up.
        foreach ((string input, string? baseUrl) in inputs)
        {
            process.StandardInput.WriteLine(JsonSerializer.Serialize(new[] { input, baseUrl }));
        }

        process.StandardInput.Close();
        string[] lines = process.StandardOutput.ReadToEnd().TrimEnd('\n').Split('\n');
        process.WaitForExit();
        Assert.Equal(inputs.Count, lines.Length);
        return lines;
    }
}
