using System.Globalization;
using System.Text;
using System.Text.Json;
using Vennlink.Tests.Urls;
using Vennlink.Urls;

namespace Vennlink.Tests.Conformance;

/// <summary>The vectors of Moz's own URL library, where they say what our contract says too.</summary>
public sealed class UrlMozVectors
{
    // Calls of that library that have no counterpart here: identity keeps query, path and escapes as WHATWG has them.
    private static readonly Dictionary<string, string> OutOfContract = new()
    {
        [".strip().query()"] = "excess ? and & of a query are kept",
        [".strip().params()"] = "excess ; of a path are kept",
        [".sort_query().str()"] = "the order of a query is kept, as live answers of the endpoint show",
        [".deparam(blacklist).str()"] = "no query parameter is dropped",
        [".deparam(predicate).str()"] = "no query parameter is dropped",
        [".escape().str()"] = "escapes are kept as written; what the standard escapes, a test of the standard covers",
        [".escape(true).str()"] =
            "escapes are kept as written; what the standard escapes, a test of the standard covers",
        [".unescape().str()"] = "escapes are kept as written",
        [".unpunycode().str()"] = "hosts stay in punycode",
        [".punycode().unpunycode().str()"] = "hosts stay in punycode",
        [".host_reversed().str()"] = "the key is another form; its own tests cover it",
        [".host_reversed().host_reversed().str()"] = "the key is another form; its own tests cover it",
        [".fullpath()"] = "of URLs without a scheme, which are no URLs here",
        [".params()"] = "the standard knows no path parameters: they are path",
    };

    private static readonly string[] AllParts =
        [".scheme()", ".userinfo()", ".host()", ".port()", ".path()", ".query()", ".fragment()", ".str()"];

    // Reason, name of the test, its calls that differ.
    private static readonly (string Reason, string Test, string[] Ops)[] KnownMisses =
    [
        ("no URL without a scheme or a base", "RelativePath", AllParts),
        ("no URL without a scheme or a base", "SchemeRelative", AllParts),
        ("no URL without a scheme or a base", "SchemeRelativeWithUserInfo", AllParts),
        ("no URL without a scheme or a base", "RelativeTest", [".punycode().str()", ".unpunycode().punycode().str()"]),
        ("no URL on a base without a scheme", "RelativeBase", [".relative_to(base).str()"]),
        ("no URL on a base without a scheme", "RelativeBaseWithSegments", [".relative_to(base).str()"]),
        ("no path is /", "AbsoluteNoPath", [".path()"]),
        ("the default port is dropped at once", "TestPortLeadingZero", [".port()", ".str()"]),
        ("an unknown scheme is a scheme", "UnknownProtocol", [".scheme()", ".path()"]),
        ("empty segments are kept", "RepeatedSeparator", [".abspath().path()", ".abspath().str()"]),
        ("empty segments are kept", "ParentDirectoryWithRepeatedSeparators", [".abspath().path()", ".abspath().str()"]),
        ("empty segments are kept", "TrailingDotInLastSegment", [".abspath().path()", ".abspath().str()"]),
        ("empty segments are kept", "TrailingDotInSegmentSlash", [".abspath().path()", ".abspath().str()"]),
        ("empty segments are kept", "TrailingDotInSegment", [".abspath().path()", ".abspath().str()"]),
        ("a path starts with /", "UpMoreLevelsThanSegments", [".abspath().path()"]),
        ("the vector lost its base when it was extracted", "ParamsOnly", [".relative_to(base).str()"]),
        ("the vector lost its base when it was extracted", "QueryOnly", [".relative_to(base).str()"]),
        ("the vector lost its base when it was extracted", "EmptyRelative", [".relative_to(base).str()"]),
    ];

    [Fact]
    public void The_vectors_in_our_contract_hold()
    {
        var known = KnownMisses.SelectMany(miss => miss.Ops.Select(ops => (miss.Test, ops))).ToHashSet();
        var misses = new List<string>();
        int compared = 0;
        using JsonDocument document =
            JsonDocument.Parse(File.ReadAllBytes(SharedData.InRepository("tests/data/moz-url/moz-url-vectors.json")));
        foreach (JsonElement vector in document.RootElement.GetProperty("vectors").EnumerateArray())
        {
            string ops = vector.GetProperty("ops").GetString()!;
            if (OutOfContract.ContainsKey(ops))
            {
                continue;
            }

            compared++;
            string test = vector.GetProperty("test").GetString()!;
            string input = vector.GetProperty("input").GetString()!;
            string? baseUrl = vector.TryGetProperty("base", out JsonElement element)
                && element.GetString() is { Length: > 0 } text ? text : null;
            string expected = vector.GetProperty("expected").ToString();
            string? actual = UrlText.Parse(input, baseUrl) is { } record ? Answer(record, ops) : null;
            if (actual != expected != known.Contains((test, ops)))
            {
                misses.Add($"{test}: {input} {ops} on {baseUrl} is {actual ?? "failure"}, not {expected}");
            }
        }

        Assert.True(misses.Count == 0, $"{misses.Count} of {compared}\n{string.Join('\n', misses)}");
        Assert.Equal(240, compared);
    }

    private static string Answer(UrlRecord record, string ops) => ops switch
    {
        ".scheme()" => Text(record.Scheme),
        ".userinfo()" => Text(record.Username) + (record.Password.IsEmpty ? string.Empty : ":" + Text(record.Password)),
        ".host()" => Text(record.Host),
        ".port()" => record.Port.IsEmpty ? "0" : int.Parse(record.Port, CultureInfo.InvariantCulture)
            .ToString(CultureInfo.InvariantCulture),
        ".path()" or ".abspath().path()" => Text(record.Path),
        ".query()" => Text(record.Query.IsEmpty ? default : record.Query[1..]),
        ".fragment()" => Text(record.Fragment.IsEmpty ? default : record.Fragment[1..]),
        ".str()" or ".relative_to(base).str()" or ".relative_to(base).abspath().str()" or ".abspath().str()" =>
            Text(record.Href),
        // These four make identity, so the canonical URL answers them.
        ".defrag().str()" or ".deuserinfo().str()" or ".remove_default_port().str()" or ".punycode().str()"
            or ".unpunycode().punycode().str()" =>
            $"{Text(record.Scheme)}://{Canonical(record)}",
        _ => throw new InvalidOperationException($"No counterpart of {ops}."),
    };

    private static string Canonical(UrlRecord record)
    {
        byte[] bytes = new byte[record.MaxKeyBytes];
        return Text(bytes.AsSpan(0, record.WriteCanonical(bytes)));
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);
}
