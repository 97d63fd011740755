using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Vennlink.Query.Changes;
using Vennlink.Query.Questions;
using Vennlink.Tests;

namespace Vennlink.Server.Tests.OpenApi;

/// <summary>The OpenAPI document: valid, whole, and as the server reads and answers.</summary>
/// <remarks>Every answer that a test of the server gets is checked against it too: see RunningServer.</remarks>
[Collection(SmallWebServer.Name)]
public sealed partial class ApiDescriptionTests(SmallWebServer fixture)
{
    private const string Unknown = "zzz";

    private readonly RunningServer _server = fixture.Server;

    [Fact]
    public async Task The_document_is_served_to_anyone_and_satisfies_the_schema_of_OpenAPI()
    {
        Answer answer = await _server.GetAsync("/openapi.json");

        // The validator takes a slash in the name of a pattern for a part of a path.
        JsonSchema schema = JsonSchema.FromText(File.ReadAllText(
            SharedData.InRepository("tests/data/openapi/schema-3.1-2022-10-07.json"))
            .Replace("\"^/\"", "\"^\\\\u002f\"", StringComparison.Ordinal));
        using JsonDocument document = JsonDocument.Parse(answer.Body);

        Assert.Equal((200, "application/json"), (answer.Status, answer.ContentType));
        Assert.True(schema.Evaluate(document.RootElement).IsValid);

        // The check can fail.
        using JsonDocument broken = JsonDocument.Parse(answer.Body.Replace("\"paths\"", "\"pahts\"", StringComparison.Ordinal));
        Assert.False(schema.Evaluate(broken.RootElement).IsValid);
    }

    [Fact]
    public void Every_schema_is_a_JSON_schema_and_every_reference_leads_to_one()
    {
        foreach ((string name, JsonNode? schema) in DescribedApi.Schemas)
        {
            using JsonDocument json = JsonDocument.Parse(schema!.ToJsonString());
            Assert.True(MetaSchemas.Draft202012.Evaluate(json.RootElement).IsValid, name);
        }

        string text = DescribedApi.Document.ToJsonString();
        HashSet<string> named = [.. Reference().Matches(text).Select(match => match.Groups[1].Value)];
        Assert.Equal(DescribedApi.Schemas.Select(schema => schema.Key).Order(), named.Order());
    }

    [Fact]
    public void Every_field_says_what_it_is()
    {
        List<string> silent = [];
        foreach ((string name, JsonNode? schema) in DescribedApi.Schemas)
        {
            FindSilent(schema, name, silent);
        }

        Assert.Empty(silent);
    }

    [Fact]
    public async Task Every_path_that_is_answered_is_described_and_no_other()
    {
        string listed = (await _server.GetAsync("/nothing")).Error(404, "Not Found");
        string[] answered =
        [
            .. PathName().Matches(listed).Select(match => match.Value).Where(call => call.Split(' ')[1] is not ("/mcp" or "/reference")),
            "GET /healthz", "GET /readyz",
        ];
        IEnumerable<string> described = DescribedApi.Document["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));

        Assert.Equal(answered.Order(), described.Order());
    }

    [Fact]
    public void The_fields_of_a_question_are_those_that_are_read() => AssertSameFields(
        "Question", path: [], (json, problems) => QuestionJson.Read(json, problems, out _));

    [Fact]
    public void The_fields_of_a_comparison_are_those_that_are_read() => AssertSameFields(
        "DiffRequest", path: [], (json, problems) => DiffRequest.Read(json, problems), isDeep: false);

    [Fact]
    public async Task Every_example_of_a_request_is_answered()
    {
        int count = 0;
        foreach ((string path, JsonNode? methods) in DescribedApi.Document["paths"]!.AsObject())
        {
            JsonObject? content = methods!["post"]?["requestBody"]?["content"]?.AsObject();
            foreach ((_, JsonNode? example) in content?.First().Value!["examples"]?.AsObject() ?? [])
            {
                JsonNode value = example!["value"]!;
                Answer answer = await _server.PostAsync(
                    value is JsonValue ? (string)value! : value.ToJsonString(), path);
                Assert.True(answer.Status == 200, $"{path}: {answer.Body}");
                Assert.DoesNotContain("\"error\"", answer.Body, StringComparison.Ordinal);
                count++;
            }
        }

        Assert.True(count >= 9);
    }

    [Fact]
    public void An_answer_that_is_not_as_described_is_found()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/count");
        Answer good = Counted("");
        DescribedApi.Check(request, good);

        Assert.ThrowsAny<Exception>(() => DescribedApi.Check(request, Counted("\"more\": 1,")));
        Assert.ThrowsAny<Exception>(() => DescribedApi.Check(request, good with { Status = 418 }));
        Assert.ThrowsAny<Exception>(() => DescribedApi.Check(
            request, good with { Body = good.Body.Replace("true", "\"yes\"", StringComparison.Ordinal) }));
    }

    private static Answer Counted(string more) => new(200,
        $$$"""
        { {{{more}}} "question": {"to": ["a.com"], "min": 1}, "snapshot": "s", "version": "v",
         "read": {"inputs": 1, "captured_from": null, "captured_until": null}, "total": 1, "exact": true,
         "coverage": {"shards": 1, "of": 1}}
        """,
        new Dictionary<string, string> { ["Content-Type"] = "application/json" });

    // The reader names the fields it knows when it meets one that it does not.
    private static void AssertSameFields(
        string schemaName, string[] path, Action<byte[], QuestionProblems> read, bool isDeep = true)
    {
        JsonObject properties = DescribedApi.Schemas[schemaName]!["properties"]!.AsObject();
        QuestionProblems problems = new();
        read(Encoding.UTF8.GetBytes(Nested(path)), problems);
        string place = string.Concat(path.Select(name => name + ".")) + Unknown;
        string said = Assert.Single(problems.Named, problem => problem.Field == place).Text;
        Assert.Equal(
            said[(said.IndexOf("known are ", StringComparison.Ordinal) + "known are ".Length)..].Split(", ").Order(),
            properties.Select(property => property.Key).Order());
        foreach ((string name, JsonNode? property) in properties)
        {
            string? inner = ((string?)property!["$ref"])?.Split('/')[^1];
            if (isDeep && inner is not null && DescribedApi.Schemas[inner]!["properties"] is not null)
            {
                AssertSameFields(inner, [.. path, name], read);
            }
        }
    }

    private static string Nested(string[] path) =>
        path is [var first, .. var rest] ? $"{{\"{first}\": {Nested(rest)}}}" : $"{{\"{Unknown}\": 1}}";

    private static void FindSilent(JsonNode? schema, string place, List<string> silent)
    {
        foreach ((string name, JsonNode? property) in schema?["properties"]?.AsObject() ?? [])
        {
            if (property!["description"] is null && property["$ref"] is null)
            {
                silent.Add($"{place}.{name}");
            }

            FindSilent(property, $"{place}.{name}", silent);
            FindSilent(property["items"], $"{place}.{name}[]", silent);
        }

        foreach (JsonNode? part in schema?["anyOf"]?.AsArray() ?? [])
        {
            FindSilent(part, place, silent);
        }
    }

    [GeneratedRegex("#/components/schemas/([A-Za-z0-9]+)")]
    private static partial Regex Reference();

    [GeneratedRegex("(GET|POST|PUT|DELETE) [^ ,]+(?=[, .])")]
    private static partial Regex PathName();
}
