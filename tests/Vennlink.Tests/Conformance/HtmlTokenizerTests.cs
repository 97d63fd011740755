using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Vennlink.Links.Parsing;

namespace Vennlink.Tests.Conformance;

/// <summary>html5lib's tokenizer tests; of each token everything but the error codes.</summary>
public sealed partial class HtmlTokenizerTests
{
    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        string folder = SharedData.InRepository("tests/data/html5lib/tokenizer");
        foreach (string file in Directory.EnumerateFiles(folder, "*.test").Order(StringComparer.Ordinal))
        {
            // Coercion to XML is not part of the product.
            if (Path.GetFileName(file) != "xmlViolation.test")
            {
                files.Add(Path.GetFileName(file));
            }
        }

        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Tokens_equal_those_of_html5lib(string file)
    {
        using var document =
            JsonDocument.Parse(File.ReadAllBytes(SharedData.InRepository($"tests/data/html5lib/tokenizer/{file}")));
        var failures = new StringBuilder();
        int count = 0;
        foreach (JsonElement test in document.RootElement.GetProperty("tests").EnumerateArray())
        {
            bool doubleEscaped = test.TryGetProperty("doubleEscaped", out JsonElement flag) && flag.GetBoolean();
            string input = Unescape(test.GetProperty("input").GetString()!, doubleEscaped);
            string lastStartTag = test.TryGetProperty("lastStartTag", out JsonElement last) ? last.GetString()! : "";
            string expected = Unescape(Expected(test.GetProperty("output")), doubleEscaped);
            string[] states = test.TryGetProperty("initialStates", out JsonElement list)
                ? [.. list.EnumerateArray().Select(state => state.GetString()!)]
                : ["Data state"];

            // A lone surrogate cannot stand in UTF-8, which is all the tokenizer reads.
            if (HasLoneSurrogate(input))
            {
                continue;
            }

            foreach (string state in states)
            {
                count++;
                string actual = Tokens(input, state, lastStartTag);
                if (actual != expected)
                {
                    failures.Append(CultureInfo.InvariantCulture,
                        $"{test.GetProperty("description").GetString()} ({state})\n  {input}\n  expected "
                            + $"{expected}\n  actual   {actual}\n");
                }
            }
        }

        Assert.True(failures.Length == 0, $"{file}, {count} cases\n{failures}");
    }

    [Fact]
    public void Every_named_reference_of_html5lib_is_known_and_no_other()
    {
        using var document = JsonDocument.Parse(
            File.ReadAllBytes(SharedData.InRepository("tests/data/html5lib/tokenizer/namedEntities.test")));
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonElement test in document.RootElement.GetProperty("tests").EnumerateArray())
        {
            if (test.GetProperty("description").GetString()!.StartsWith("Named entity", StringComparison.Ordinal))
            {
                expected.Add(test.GetProperty("input").GetString()![1..], test.GetProperty("output")[0][1]
                    .GetString()!);
            }
        }

        string[] lines = File.ReadAllLines(SharedData.InRepository("src/Vennlink.Core/Links/Parsing/HtmlEntities.txt"));
        Assert.Equal(
            expected.Select(entity => $"{entity.Key} {string.Join(' ', entity.Value.EnumerateRunes().Select(rune => rune.Value.ToString("X", CultureInfo.InvariantCulture)))}"),
            lines);
        Assert.Equal(2231, lines.Length);
    }

    private static string Tokens(string input, string state, string lastStartTag)
    {
        byte[] html = Encoding.UTF8.GetBytes(input);
        var tree = new HtmlTree();
        var tokenizer = new HtmlTokenizer(html, tree, keepAll: true)
        {
            RawTag = Encoding.UTF8.GetBytes(lastStartTag),
            Model = state switch
            {
                "PLAINTEXT state" => HtmlContentModel.Plaintext,
                "RCDATA state" => HtmlContentModel.Rcdata,
                "RAWTEXT state" => HtmlContentModel.Rawtext,
                "Script data state" => HtmlContentModel.ScriptData,
                "CDATA section state" => HtmlContentModel.CdataSection,
                _ => HtmlContentModel.Data,
            },
        };
        bool keepsNul = state is "Data state" or "CDATA section state";
        var output = new StringBuilder();
        string text = "";
        while (true)
        {
            HtmlTokenKind kind = tokenizer.Read();
            if (kind == HtmlTokenKind.Text)
            {
                // Here NUL is left to tree construction, which the tests see as a NUL.
                ReadOnlySpan<byte> raw = html.AsSpan(tokenizer.Start, tokenizer.Length);
                HtmlTextForm form = tokenizer.TextForm;
                text += keepsNul
                    ? string.Join('\0', Encoding.Latin1.GetString(raw).Split('\0')
                        .Select(part => HtmlDump.Decode(Encoding.Latin1.GetBytes(part), form)))
                    : HtmlDump.Decode(raw, form);
                continue;
            }

            if (text.Length > 0)
            {
                output.Append(CultureInfo.InvariantCulture, $"Character({text})");
                text = "";
            }

            switch (kind)
            {
                case HtmlTokenKind.EndOfFile:
                    return output.ToString();
                case HtmlTokenKind.Comment:
                    output.Append(CultureInfo.InvariantCulture, $"Comment({HtmlDump.Decode(html.AsSpan(tokenizer.Start, tokenizer.Length), HtmlTextForm.Literal)})");
                    break;
                case HtmlTokenKind.EndTag:
                    output.Append(
                        CultureInfo.InvariantCulture, $"EndTag({HtmlDump.TagName(tree, html, tokenizer.Tag)})");
                    break;
                case HtmlTokenKind.StartTag:
                    output.Append(
                        CultureInfo.InvariantCulture, $"StartTag({HtmlDump.TagName(tree, html, tokenizer.Tag)}");
                    var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
                    foreach (HtmlAttribute attribute in tree.Attributes(
                        tokenizer.AttributeStart, tokenizer.AttributeCount))
                    {
                        attributes.Add(
                            HtmlDump.Name(html.AsSpan(attribute.NameStart, attribute.NameLength)),
                            HtmlDump.Decode(html.AsSpan(attribute.ValueStart, attribute.ValueLength),
                                HtmlTextForm.Attribute));
                    }

                    output.Append(
                        string.Concat(attributes.Select(attribute => $" {attribute.Key}=\"{attribute.Value}\"")));
                    output.Append(tokenizer.SelfClosing ? "/)" : ")");
                    break;
                default:
                    string name = tokenizer.HasName ? HtmlDump.Name(html.AsSpan(tokenizer.Start, tokenizer.Length))
                        : "null";
                    string publicId = tokenizer.HasPublicId ? HtmlDump.Decode(tokenizer.PublicId, HtmlTextForm.Literal)
                        : "null";
                    string systemId = tokenizer.HasSystemId ? HtmlDump.Decode(tokenizer.SystemId, HtmlTextForm.Literal)
                        : "null";
                    output.Append(CultureInfo.InvariantCulture,
                        $"DOCTYPE({name} {publicId} {systemId} {!tokenizer.ForceQuirks})");
                    break;
            }
        }
    }

    private static string Expected(JsonElement tokens)
    {
        var output = new StringBuilder();
        foreach (JsonElement token in tokens.EnumerateArray())
        {
            string Part(int index) => token[index].GetString() ?? "null";
            switch (Part(0))
            {
                case "Character" or "Comment" or "EndTag":
                    output.Append(CultureInfo.InvariantCulture, $"{Part(0)}({Part(1)})");
                    break;
                case "StartTag":
                    IEnumerable<string> attributes = token[2].EnumerateObject()
                        .OrderBy(attribute => attribute.Name, StringComparer.Ordinal)
                        .Select(attribute => $" {attribute.Name}=\"{attribute.Value.GetString()}\"");
                    output.Append(CultureInfo.InvariantCulture,
                        $"StartTag({Part(1)}{string.Concat(attributes)}{(token.GetArrayLength() > 3 ? "/)" : ")")}");
                    break;
                default:
                    output.Append(CultureInfo.InvariantCulture,
                        $"DOCTYPE({Part(1)} {Part(2)} {Part(3)} {token[4].GetBoolean()})");
                    break;
            }
        }

        return output.ToString();
    }

    private static string Unescape(string text, bool doubleEscaped) =>
        doubleEscaped
            ? Escape().Replace(text, match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString()) : text;

    private static bool HasLoneSurrogate(string text) =>
        text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar) && !text.Contains('\uFFFD');

    [GeneratedRegex(@"\\u([0-9A-Fa-f]{4})")]
    private static partial Regex Escape();
}
