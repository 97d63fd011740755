using System.Text;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Vennlink.Query;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots.Targets;

namespace Vennlink.Server.Tests.Endpoints;

/// <summary>What the endpoint reads from any body, below HTTP and without an index.</summary>
public sealed class LinkIntersectEndpointTests
{
    private const string OneTarget = """{"target": "a.example", "scope": "page"}""";
    private const string Positive = "\"positive_targets\": [" + OneTarget + "]";

    private static readonly ServerOptions Options = new() { IndexFolder = "", KeysFile = "" };

    [Fact]
    public void The_documented_example_is_read()
    {
        LinkIntersectEndpoint.Request request = ReadGood(DocumentedCalls.Json);
        Assert.Equal(
            [
                new RequestTarget("positive_targets[0].target", "latimes.com", TargetScope.RootDomain),
                new RequestTarget("positive_targets[1].target", "blog.nytimes.com", TargetScope.Subdomain),
            ],
            request.PositiveTargets);
        Assert.Equal([new RequestTarget("negative_targets[0].target", "moz.com", TargetScope.RootDomain)],
            request.NegativeTargets);
        Assert.Equal(
            (1, SourceScope.Page, IntersectSort.SourceDomainAuthority),
            (request.MinMatchingTargets, request.SourceScope, request.Sort));
    }

    [Theory]
    [InlineData("{" + Positive + "}")]
    [InlineData(
        "{" + Positive
        + ", \"negative_targets\": [], \"sort\": null, \"limit\": null, \"min_matching_targets\": null, "
            + "\"source_scope\": null, \"next_token\": null}")]
    [InlineData("{" + Positive + ", \"negative_targets\": null, \"next_token\": \"\"}")]
    public void What_is_absent_null_or_empty_has_its_default(string body)
    {
        LinkIntersectEndpoint.Request request = ReadGood(body);
        Assert.Equal(
            (1, SourceScope.Page, IntersectSort.MatchingTargetCount, 0),
            (request.MinMatchingTargets, request.SourceScope, request.Sort, request.NegativeTargets.Count));
    }

    [Theory]
    [InlineData("\uFEFF{" + Positive + "}")]
    [InlineData(" \r\n\t{" + Positive + "}\n")]
    [InlineData("{" + Positive + ",}")]
    [InlineData("{\"positive_targets\": [" + OneTarget + ",]}")]
    [InlineData("{\"positive_targets\": [{\"target\": \"a.example\", \"scope\": \"page\",}]}")]
    [InlineData("{" + Positive + ", \"metrics\": [{\"x\": [null]}], \"scope\": 7}")]
    [InlineData("{\"positive_targets\": [{\"target\": \"a.example\", \"scope\": \"page\", \"weight\": 2}]}")]
    [InlineData("{\"\\u0070ositive_targets\": [" + OneTarget + "]}")]
    public void Odd_forms_that_clients_send_are_read_like_the_plain_one(string body) =>
        Assert.Equal([new RequestTarget("positive_targets[0].target", "a.example", TargetScope.Page)],
            ReadGood(body).PositiveTargets);

    [Fact]
    public void Of_a_repeated_field_the_last_counts()
    {
        Assert.Single(ReadGood("{\"positive_targets\": 1, \"limit\": 99, \"limit\": 7, " + Positive + "}")
            .PositiveTargets);
        Assert.Equal("limit must be a whole number from 1 to 50, not 99.",
            ReadBad("{" + Positive + ", \"limit\": 7, \"limit\": 99}"));
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("50", 50)]
    [InlineData("10.0", 10)]
    [InlineData("1e1", 10)]
    [InlineData("0.5e1", 5)]
    [InlineData("5e1", 50)]
    [InlineData("5E+1", 50)]
    [InlineData("5000000000000000000000000000000e-29", 50)]
    [InlineData("50.00000000000000000000000000000000", 50)]
    [InlineData("0.000000000000000000000000000005e31", 50)]
    public void A_whole_number_counts_however_it_is_written(string number, int value)
    {
        RequestFields fields = RequestFields.Parse(Encoding.UTF8.GetBytes($"{{\"limit\": {number}}}"));
        Assert.Equal((value, false), (fields.Number("limit", absent: 25, max: 50), fields.Problems.Any));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("51", "51")]
    [InlineData("-1", "-1")]
    [InlineData("1.5", "1.5")]
    [InlineData("1e400", "1e400")]
    [InlineData("-1e400", "-1e400")]
    [InlineData("1e-400", "1e-400")]
    [InlineData("1e99999999999", "1e99999999999")]
    [InlineData("0e99999999999", "0e99999999999")]
    [InlineData("1e-99999999999", "1e-99999999999")]
    [InlineData("50.0000000000000000000001", "50.000000000000000000000…")]
    [InlineData("50.0000000000000000000000000000000000001", "50.000000000000000000000…")]
    [InlineData("0.99999999999999999999999", "0.9999999999999999999999…")]
    [InlineData("-0", "-0")]
    [InlineData("-0.0e0", "-0.0e0")]
    [InlineData("2147483648", "2147483648")]
    [InlineData("4294967297", "4294967297")]
    [InlineData("18446744073709551617", "18446744073709551617")]
    [InlineData("\"10\"", "a string")]
    [InlineData("true", "a boolean")]
    [InlineData("[10]", "an array")]
    [InlineData("{}", "an object")]
    public void A_limit_out_of_range_is_refused_not_clamped(string limit, string said) =>
        Assert.Equal($"limit must be a whole number from 1 to 50, not {said}.",
            ReadBad($"{{{Positive}, \"limit\": {limit}}}"));

    [Fact]
    public void The_operator_sets_the_ranges()
    {
        ServerOptions options = Options with { MaxLimit = 10, MaxTargets = 1 };
        Assert.Equal(10, options.DefaultLimit);
        Assert.Equal(503, Ask("{" + Positive + "}", options).Status);
        Assert.Equal(
            "positive_targets and negative_targets may have up to 1 targets combined, not 2. limit must be a whole number from 1 to 10, not 11.",
            Ask("{" + Positive + ", \"negative_targets\": [" + OneTarget + "], \"limit\": 11}", options).Message);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("3", "3")]
    [InlineData("-2", "-2")]
    [InlineData("1.5", "1.5")]
    [InlineData("\"1\"", "a string")]
    public void More_matches_than_positive_targets_or_fewer_than_one_cannot_be_asked_for(string minimum, string said) =>
        Assert.Equal(
            $"min_matching_targets must be a whole number from 1 to 2 (the number of positive_targets), not {said}.",
            ReadBad($"{{\"positive_targets\": [{OneTarget}, {OneTarget}], \"min_matching_targets\": {minimum}}}"));

    [Theory]
    [InlineData(
        "null", "is required: an array of one or more targets, each an object like {\"target\": \"example.com\", "
            + "\"scope\": \"root_domain\"}")]
    [InlineData("[]", "must have at least one target")]
    [InlineData(
        "{}", "must be an array of targets, each an object like {\"target\": \"example.com\", \"scope\": "
            + "\"root_domain\"}, not an object")]
    [InlineData(
        "\"a.example\"",
        "must be an array of targets, each an object like {\"target\": \"example.com\", \"scope\": "
            + "\"root_domain\"}, not a string")]
    public void Positive_targets_are_a_list_of_one_at_least(string value, string problem) =>
        Assert.Equal($"positive_targets {problem}.", ReadBad($"{{\"positive_targets\": {value}}}"));

    [Fact]
    public void A_bare_string_as_a_target_is_answered_with_the_object_form() =>
        Assert.Equal(
            "negative_targets[1] must be an object like {\"target\": \"example.com\", \"scope\": \"root_domain\"}, "
                + "not a string.",
            ReadBad($"{{{Positive}, \"negative_targets\": [{OneTarget}, \"moz.com\"]}}"));

    [Theory]
    [InlineData("{\"target\": \"a\"}", "positive_targets[0].scope is required: page, subdomain or root_domain.")]
    [InlineData("{\"target\": \"a\", \"scope\": null}",
        "positive_targets[0].scope is required: page, subdomain or root_domain.")]
    [InlineData("{\"target\": \"a\", \"scope\": \"domain\"}",
        "positive_targets[0].scope must be page, subdomain or root_domain, not \"domain\".")]
    [InlineData("{\"target\": \"a\", \"scope\": \"Page\"}",
        "positive_targets[0].scope must be page, subdomain or root_domain, not \"Page\".")]
    [InlineData("{\"target\": \"a\", \"scope\": 1}", "positive_targets[0].scope must be a string, not a number.")]
    [InlineData("{\"scope\": \"page\"}", "positive_targets[0].target is required.")]
    [InlineData("{\"target\": 5, \"scope\": \"page\"}", "positive_targets[0].target must be a string, not a number.")]
    [InlineData(
        "null", "positive_targets[0] must be an object like {\"target\": \"example.com\", \"scope\": "
            + "\"root_domain\"}, not null.")]
    public void A_target_needs_a_text_and_one_of_three_scopes(string target, string problem) =>
        Assert.Equal(problem, ReadBad($"{{\"positive_targets\": [{target}]}}"));

    [Theory]
    [InlineData("\"source_scope\": \"subdomain\"", "source_scope must be page or root_domain, not \"subdomain\".")]
    [InlineData("\"source_scope\": \"\"", "source_scope must be page or root_domain, not \"\".")]
    [InlineData("\"sort\": \"page_authority\"",
        "sort must be source_domain_authority, source_spam_score or matching_target_count, not \"page_authority\".")]
    [InlineData("\"sort\": []", "sort must be a string, not an array.")]
    [InlineData("\"next_token\": 3", "next_token must be a string, not a number.")]
    public void Other_fields_have_their_values(string field, string problem) =>
        Assert.Equal(problem, ReadBad($"{{{Positive}, {field}}}"));

    [Fact]
    public void Seven_targets_are_one_too_many_however_they_are_shared_out()
    {
        string three = string.Join(',', Enumerable.Repeat(OneTarget, 3));
        string four = string.Join(',', Enumerable.Repeat(OneTarget, 4));
        Assert.Equal(6, ReadGood($"{{\"positive_targets\": [{three},{three}]}}").PositiveTargets.Count);
        Assert.Equal(
            "positive_targets and negative_targets may have up to 6 targets combined, not 7.",
            ReadBad($"{{\"positive_targets\": [{three}], \"negative_targets\": [{four}]}}"));
    }

    [Fact]
    public void Every_problem_is_named_in_one_answer() =>
        Assert.Equal(
            "positive_targets[0].scope is required: page, subdomain or root_domain. positive_targets[1].target is "
                + "required. "
            + "positive_targets[1].scope must be page, subdomain or root_domain, not \"site\". negative_targets "
                + "must be an array of targets, each an object like "
            + "{\"target\": \"example.com\", \"scope\": \"root_domain\"}, not a string. "
            + "min_matching_targets must be a whole number from 1 to 2 (the number of positive_targets), not 9. "
                + "source_scope must be a string, not a boolean. "
            + "sort must be source_domain_authority, source_spam_score or matching_target_count, not \"da\". limit "
                + "must be a whole number from 1 to 50, not a string. "
            + "next_token must be a string, not an object.",
            ReadBad(
                """
                {"positive_targets": [{"target": "a"}, {"scope": "site"}], "negative_targets": "b", "min_matching_targets": 9,
                 "source_scope": true, "sort": "da", "limit": "ten", "next_token": {}}
                """));

    [Theory]
    [InlineData("", "is empty; it must be a JSON object")]
    [InlineData(" \n", "is empty; it must be a JSON object")]
    [InlineData("\uFEFF", "is empty; it must be a JSON object")]
    [InlineData("null", "must be a JSON object, not null")]
    [InlineData("[]", "must be a JSON object, not an array")]
    [InlineData("\"{}\"", "must be a JSON object, not a string")]
    [InlineData("{", "is not valid JSON: see line 1, byte 2")]
    [InlineData("{}{}", "is not valid JSON: see line 1, byte 3")]
    [InlineData("{\n\"limit\": 1 /* one */}", "is not valid JSON: see line 2, byte 12")]
    [InlineData("{'limit': 1}", "is not valid JSON: see line 1, byte 2")]
    [InlineData("{\"limit\": NaN}", "is not valid JSON: see line 1, byte 11")]
    [InlineData("{\"limit\": 01}", "is not valid JSON: see line 1, byte 12")]
    [InlineData("positive_targets=latimes.com", "is not valid JSON: see line 1, byte 1")]
    public void What_is_no_json_object_is_refused_with_the_place(string body, string problem) =>
        Assert.Equal($"The request body {problem}.", ReadBad(body));

    [Theory]
    [InlineData("\"sort\": \"\\ud800\"")]
    [InlineData("\"sort\": \"\\udc00\"")]
    [InlineData("\"sort\": \"\\ud83dx\\ude00\"")]
    [InlineData("\"unknown\": \"\\ud800\"")]
    [InlineData("\"unknown\": [{\"a\": [\"\\udfff\"]}]")]
    [InlineData("\"\\ud800\": 1")]
    [InlineData("\"\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\": 1")]
    [InlineData("\"unknown\": {\"\\udc00\": 1}")]
    public void Half_of_a_surrogate_pair_is_refused_wherever_it_stands(string field) =>
        Assert.Equal(
            "The request body is not valid JSON: a string or a name holds half of a surrogate pair.",
            ReadBad($"{{{Positive}, {field}}}"));

    [Fact]
    public void A_whole_surrogate_pair_is_text()
    {
        string body = "{" + Positive + ", \"\\ud83d\\ude00\": \"\\ud83d\\ude00\", \"sort\": \"\\ud83d\\ude00\"}";
        Assert.EndsWith(", not \"😀\".", ReadBad(body), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_fields_are_passed_over_however_deep_and_however_many()
    {
        const int Deep = 30_000;
        foreach (string unknown in new[]
        {
            $"\"a\": {new string('[', Deep)}{new string(']', Deep)}",
            $"\"a\": {string.Concat(Enumerable.Repeat("{\"a\":", 8_000))}1{new string('}', 8_000)}",
            string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"f{i}\": {i}")),
            $"\"{new string('x', 60_000)}\": \"{new string('y', 1_000)}\"",
        })
        {
            Assert.Single(ReadGood($"{{{unknown}, {Positive}}}").PositiveTargets);
            Assert.Single(ReadGood($"{{{Positive}, {unknown}}}").PositiveTargets);
        }
    }

    [Theory]
    [InlineData("deep arrays")]
    [InlineData("deep objects")]
    [InlineData("unknown fields")]
    [InlineData("targets")]
    [InlineData("deep targets")]
    [InlineData("long strings")]
    [InlineData("repeated names")]
    [InlineData("escapes")]
    [InlineData("digits")]
    public void Work_grows_with_the_length_of_a_request_and_no_faster(string shape)
    {
        (long work, int length) = WorkOf(shape, 1_000);
        (long doubleWork, int doubleLength) = WorkOf(shape, 2_000);
        (long fourfoldWork, int fourfoldLength) = WorkOf(shape, 4_000);

        // Once to its end, once for each field that is asked for, and once more each of those that are there.
        Assert.InRange(work, length, 14L * length);
        Assert.InRange(doubleWork - work, 0, 14L * (doubleLength - length));
        Assert.InRange((double)(fourfoldWork - doubleWork) / (doubleWork - work), 1.9, 2.1);
        Assert.True(fourfoldLength > 2 * (doubleLength - 200));
    }

    private static (long Work, int Length) WorkOf(string shape, int count)
    {
        string Many(string text, string between = "") => string.Join(between, Enumerable.Repeat(text, count));
        string fields = shape switch
        {
            "deep arrays" => $"\"a\": {Many("[")}{Many("]")}",
            "deep objects" => $"\"a\": {Many("{\"a\":")}1{Many("}")}",
            "unknown fields" => string.Join(',', Enumerable.Range(100_000, count).Select(i => $"\"f{i}\": [{i}]")),
            "targets" => $"\"negative_targets\": [{Many(OneTarget, ",")}]",
            "deep targets" => $"\"negative_targets\": [{{\"target\": {Many("[")}{Many("]")}, \"scope\": 1}}]",
            "long strings" => $"\"next_token\": \"{Many("token")}\", \"sort\": \"{Many("sort")}\"",
            "repeated names" => Many("\"limit\": [[7]]", ","),
            "escapes" => $"\"{Many("\\u0061")}\": \"{Many("\\ud83d\\ude00")}\"",
            _ => $"\"limit\": {Many("12345")}.{Many("67890")}",
        };
        byte[] body = Encoding.UTF8.GetBytes($"{{{Positive}, {fields}}}");
        RequestFields request = RequestFields.Parse(body);
        new LinkIntersectEndpoint(new EndpointServices(Options, null!, null!, [])).Read(request);
        request.Number("limit", absent: 25, max: 50);
        request.Text("next_token");
        return (request.BytesRead, body.Length);
    }

    [Fact]
    public void What_is_not_utf_8_is_refused()
    {
        Assert.Equal("The request body is not UTF-8.", ReadBad([.. "{\"sort\": \""u8, 0xE9, .. "\"}"u8]));
        Assert.Equal("The request body is not UTF-8.",
            ReadBad([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("{}")]));
    }

    [Fact]
    public void Hostile_nesting_and_hostile_length_are_answered_shortly()
    {
        Assert.StartsWith("The request body is not valid JSON", ReadBad(new string('[', 60_000)),
            StringComparison.Ordinal);
        Assert.StartsWith("The request body is not valid JSON",
            ReadBad(string.Concat(Enumerable.Repeat("{\"a\":", 12_000))), StringComparison.Ordinal);
        string many = ReadBad("{\"positive_targets\": [" + string.Join(',', Enumerable.Repeat('1', 30_000)) + "]}");
        Assert.EndsWith(" And 29951 more problems.", many, StringComparison.Ordinal);
        Assert.InRange(many.Length, 1, 10_000);
        string wide = ReadBad("{" + Positive + ", \"sort\": \"" + new string('x', 60_000) + "\", \"limit\": "
            + new string('9', 4_000) + "}");
        Assert.InRange(wide.Length, 1, 300);
        Assert.DoesNotContain("\uD83D.", ReadBad("{" + Positive + ", \"sort\": \"" + new string('x', 59) + "😀😀\"}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_give_a_request_or_a_problem() =>
        Gen.OneOf(
            Gen.Byte.Array[0, 200],
            Gen.OneOf(new[] { "{", "}", "[", "]", ",", ":", "\"", "\\ud800", "positive_targets", "target", "scope",
                "page", "1", "-", "e9", "null", " ", "\uFEFF", "limit" }.Select(Gen.Const).ToArray())
                .Array[0, 40].Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))))
            .Sample(body =>
            {
                ApiException answer = Ask(body, Options);
                return answer.Status == 400
                    || (answer.Status == 503 && Read(body).PositiveTargets.Count is >= 1 and <= 6);
            });

    private static LinkIntersectEndpoint.Request ReadGood(string body)
    {
        Assert.Equal("No index is being served yet.", Ask(body, Options).Message);
        return Read(Encoding.UTF8.GetBytes(body));
    }

    private static string ReadBad(string body) => ReadBad(Encoding.UTF8.GetBytes(body));

    private static string ReadBad(byte[] body)
    {
        ApiException answer = Ask(body, Options);
        Assert.Equal(400, answer.Status);
        return answer.Message;
    }

    private static LinkIntersectEndpoint.Request Read(byte[] body) =>
        new LinkIntersectEndpoint(new EndpointServices(Options, null!, null!, [])).Read(RequestFields.Parse(body));

    private static ApiException Ask(string body, ServerOptions options) => Ask(Encoding.UTF8.GetBytes(body), options);

    // Without an index every request is refused: a good one only for that.
    private static ApiException Ask(byte[] body, ServerOptions options)
    {
        using SnapshotHolder snapshots = new(options, NullLogger<SnapshotHolder>.Instance);
        using QueryGate gate = new(options);
        LinkIntersectEndpoint endpoint = new(new EndpointServices(options, snapshots, gate, new byte[32]));
        return Assert.Throws<ApiException>(() =>
        {
            EndpointCall call = new("member-0123456789", body, AnswerForm.Json, TestContext.Current.CancellationToken);
            endpoint.AnswerAsync(call).GetAwaiter().GetResult();
        });
    }
}
