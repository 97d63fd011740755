using System.Globalization;
using Vennlink.Query.Output;
using Vennlink.Server.Serving;
using Vennlink.Server.Wire;
using Vennlink.Snapshots;

namespace Vennlink.Server.Endpoints.Page;

/// <summary><c>GET /api/v1/inputs</c>: what the index was made of, as <c>vennlink inspect</c> tells it.</summary>
internal sealed class InputsEndpoint(EndpointServices services) : IEndpoint
{
    public string Method => HttpMethods.Get;

    public string Path => "/api/v1/inputs";

    public int MaxBodyBytes => services.Options.MaxBodyBytes;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        using SnapshotLease lease =
            services.Snapshots.TryLeaseCurrent() ?? throw ApiException.NoIndex(services.Snapshots.Problem);
        using MemoryStream body = new();
        ManifestOutput.Write(body, lease.Served.Snapshot.Manifest);
        return Task.FromResult(new EndpointAnswer(body.ToArray()) { SnapshotId = lease.Served.Id });
    }
}

/// <summary><c>GET /api/v1/snapshots</c>: those that can be asked or compared with.</summary>
internal sealed class SnapshotsEndpoint(EndpointServices services) : IEndpoint
{
    public string Method => HttpMethods.Get;

    public string Path => "/api/v1/snapshots";

    public int MaxBodyBytes => services.Options.MaxBodyBytes;

    public Task<EndpointAnswer> AnswerAsync(EndpointCall call)
    {
        using SnapshotLease? lease = services.Snapshots.TryLeaseCurrent();
        string folder = services.Options.IndexFolder;
        return Task.FromResult(EndpointAnswer.OfJson(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("snapshots");
            foreach ((string id, DateTime written) in IndexFolder.SnapshotIds(folder)
                .Select(id => (id, Directory.GetLastWriteTimeUtc(IndexFolder.SnapshotFolder(folder, id))))
                .OrderByDescending(snapshot => snapshot.Item2))
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteString(
                    "built", written.ToString(Timestamp.Format, CultureInfo.InvariantCulture));
                json.WriteBoolean("current", id == lease?.Served.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }));
    }
}
