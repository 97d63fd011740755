using System.Text.Json;
using System.Text.Json.Nodes;
using Vennlink.Server.Endpoints;
using Vennlink.Server.OpenApi;
using Vennlink.Server.Pages;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Mcp;

/// <summary>What is served.</summary>
internal sealed class IndexTool(EndpointServices services) : IEndpoint
{
    public string Method => HttpMethods.Post;

    public string Path => "index";

    public int MaxBodyBytes => services.Options.MaxBodyBytes;

    /// <summary>What comes out.</summary>
    public static JsonObject Output() => Schemas.Answer("What is served.",
        Field.Always("name", Schemas.Text("What answers.")),
        Field.Always("version", Schemas.Text("Its version.")),
        Field.Always("snapshot", Schemas.Text("Id of the snapshot of the index.")),
        Field.Always("counts", new JsonObject
        {
            ["type"] = "object",
            ["description"] = "What the index holds, by name.",
            ["additionalProperties"] = new JsonObject { ["type"] = "integer" },
        }),
        Field.Always("built", Schemas.Text("When the snapshot was written, UTC.")),
        Field.Always("input_count", Schemas.Whole("Files it was built from.", min: 0)),
        Field.Always("inputs", Schemas.ListOf(Schemas.Text("Name of a file."), "The first few of them.")));

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        call.Fields.CheckNames();
        call.Fields.Problems.ThrowIfAny();
        using SnapshotLease lease =
            services.Snapshots.TryLeaseCurrent() ?? throw ApiException.NoIndex(services.Snapshots.Problem);
        IndexSummary index = new(lease.Served);
        IndexResponse response = new(
            "vennlink", ServerVersion.Text, lease.Served.Id, index.Counts, index.Built, index.InputCount, index.Inputs);
        return Task.FromResult(new EndpointAnswer(
            JsonSerializer.SerializeToUtf8Bytes(response, ApiJson.Readable.IndexResponse))
        {
            SnapshotId = lease.Served.Id,
        });
    }
}
