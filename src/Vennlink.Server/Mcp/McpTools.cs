using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Vennlink.Query.Output;
using Vennlink.Server.Endpoints;
using Vennlink.Server.Endpoints.Questions;
using Vennlink.Server.OpenApi;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Mcp;

/// <summary>The tools, and what a client is told of them. Stateless: each call is one request to an endpoint.</summary>
internal sealed class McpTools
{
    private const string Instructions =
        "Vennlink is an index of links between websites. Ask `index` what it holds, `targets` whether it knows a "
        + "site, `intersect` who links to several sites at once and not to others (prospects for links, peers, "
        + "sources), `count` and `subsets` for numbers alone, `evidence` for the links behind a row, `diff` for what "
        + "changed since an earlier snapshot, `explain` for scores. A target is a root domain such as example.com "
        + "unless a scope stands before it: page:, subfolder:, subdomain:. Answers are exact for the index, which is "
        + "what its owner has read, not the whole web.";

    private readonly Dictionary<string, IEndpoint> _endpoints = [];
    private readonly List<Tool> _tools = [];

    public McpTools(EndpointServices services)
    {
        Add("intersect", "Link intersect", "Which pages, hosts or root domains link to at least `min` of the targets "
            + "`to`, and to none of `not`; a page of rows with scores and which targets each links to.",
            new IntersectEndpoint(services), Named("Question"), "IntersectPage");
        Add("count", "Count rows", "How many rows a question has, exactly.",
            new CountEndpoint(services), Named("Question"), "Count");
        Add("subsets", "Count subsets", "How many rows link to exactly which of up to 64 targets: the areas of a Venn "
            + "diagram.",
            new SubsetsEndpoint(services), Named("Question"), "Subsets");
        Add("targets", "Find targets", "Known sites, hosts or pages whose name begins with a text, the most linked "
            + "first.",
            new TargetsEndpoint(services), Parameters("/api/v1/targets"), "KnownTargets");
        Add("explain", "Explain scores", "What the authority and spam score of a site or page are made of, and who "
            + "links to it most strongly.",
            new ExplainEndpoint(services), Parameters("/api/v1/explain"), "Explanation");
        Add("evidence", "Show links", "The links from one source to some targets: page, anchor text, rel, dates and "
            + "where each was read.", new EvidenceEndpoint(services), Named("EvidenceQuestion"), "Evidence");
        Add("diff", "Compare snapshots", "What a question gained, kept and lost between two snapshots, with the links "
            + "that made the difference.", new DiffEndpoint(services), Named("DiffRequest"), "Diff");
        Add("index", "Describe the index", "What the index holds, when and from what it was made.",
            new IndexTool(services), Schemas.Request("Nothing."), IndexTool.Output());

        JsonObject Named(string name) => ApiDescription.Standalone(services.Options, Schemas.Ref(name));

        JsonObject Parameters(string path) => ApiDescription.Standalone(
            services.Options, Schemas.Request("Parameters.", Operations.All(services.Options)
                .First(operation => operation.Path == path).Parameters));

        void Add(string name, string title, string description, IEndpoint endpoint, JsonObject input, object output)
        {
            _endpoints.Add(name, services.Counted(endpoint));
            JsonObject answer = output as JsonObject ?? Named((string)output);
            _tools.Add(new Tool
            {
                Name = name,
                Title = title,
                Description = description,
                InputSchema = Element(input),
                OutputSchema = Element(answer),
                Annotations = new ToolAnnotations { ReadOnlyHint = true, IdempotentHint = true, OpenWorldHint = false },
            });
        }
    }

    /// <summary>Has a server offer the tools.</summary>
    public void Configure(McpServerOptions server)
    {
        server.ServerInfo = new Implementation { Name = "vennlink", Title = "Vennlink", Version = ServerVersion.Text };
        server.ServerInstructions = Instructions;
        server.Capabilities = new ServerCapabilities { Tools = new ToolsCapability() };
        server.Handlers.ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = _tools });
        server.Handlers.CallToolHandler = CallAsync;
    }

    private async ValueTask<CallToolResult> CallAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        CallToolRequestParams call = request.Params
            ?? throw new McpProtocolException("There are no params.", McpErrorCode.InvalidParams);
        if (!_endpoints.TryGetValue(call.Name, out IEndpoint? endpoint))
        {
            throw new McpProtocolException(
                $"There is no tool {RequestProblems.Quote(call.Name)}; there are {string.Join(", ", _endpoints.Keys)}.",
                McpErrorCode.InvalidParams);
        }

        try
        {
            await using EndpointAnswer answer = await endpoint.AnswerAsync(new EndpointCall(
                request.User?.Identity?.Name ?? "", BodyOf(call), AnswerForm.Json, cancellationToken));
            using JsonDocument json = JsonDocument.Parse(answer.Body);
            return new CallToolResult
            {
                Content = [new TextContentBlock { Text = Encoding.UTF8.GetString(answer.Body.Span) }],
                StructuredContent = json.RootElement.Clone(),
            };
        }
        catch (ApiException problem)
        {
            // Of the tool, not of the protocol: so the model reads it, and can ask again.
            return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = problem.Message }] };
        }
    }

    private static byte[] BodyOf(CallToolRequestParams call)
    {
        using MemoryStream body = new();
        using (Utf8JsonWriter json = new(body, JsonOutput.Options))
        {
            json.WriteStartObject();
            foreach ((string name, JsonElement value) in call.Arguments ?? new Dictionary<string, JsonElement>())
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private static JsonElement Element(JsonObject schema)
    {
        using JsonDocument json = JsonDocument.Parse(schema.ToJsonString());
        return json.RootElement.Clone();
    }
}
