using Vennlink.Server.Imports;
using Vennlink.Server.Serving;
using Vennlink.Server.Sessions;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Endpoints.Imports;

/// <summary>The calls of <c>/api/v1/imports</c>; docs/page-api.md.</summary>
internal sealed class ImportCalls(ServerOptions options, ImportStore imports)
{
    private const string Root = "/api/v1/imports";
    private const string One = Root + "/{id}";
    private const string File = One + "/files/{name}";

    /// <summary>All of them.</summary>
    public IEnumerable<IEndpoint> All() =>
    [
        Of(HttpMethods.Get, Root, List),
        Of(HttpMethods.Post, Root, Create),
        Of(HttpMethods.Get, One, call => Tell(imports.Find(call.PathValues["id"]))),
        Of(HttpMethods.Delete, One, call =>
        {
            imports.Delete(call.PathValues["id"]);
            return EndpointAnswer.Done;
        }),
        new ImportCall(HttpMethods.Put, File, 0, UploadAsync) { MaxUploadBytes = options.MaxUploadBytes },
        Of(HttpMethods.Delete, File, call =>
        {
            imports.Find(call.PathValues["id"]).Remove(call.PathValues["name"]);
            return EndpointAnswer.Done;
        }),
        Of(HttpMethods.Put, One + "/options", Say),
        Of(HttpMethods.Post, One + "/build", Build),
        Of(HttpMethods.Post, One + "/cancel", call =>
        {
            imports.Find(call.PathValues["id"]).Cancel();
            return EndpointAnswer.Done;
        }),
    ];

    private static EndpointAnswer Tell(Import import) =>
        EndpointAnswer.OfJson(json => ImportJson.Write(json, import.View()));

    private ImportCall Of(string method, string path, Func<EndpointCall, EndpointAnswer> answer) =>
        new(method, path, options.MaxQuestionBytes, call =>
        {
            RequireAllowed();
            return Task.FromResult(answer(call));
        });

    private void RequireAllowed()
    {
        if (!options.CanImport)
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                "This server takes no files; it was not started with --open or --imports.");
        }
    }

    private EndpointAnswer List(EndpointCall call) => EndpointAnswer.OfJson(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("imports");
        foreach (Import import in imports.All())
        {
            ImportJson.Write(json, import.View());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private EndpointAnswer Create(EndpointCall call)
    {
        ImportRequests.Begin asked = ImportRequests.ReadBegin(call.Body);
        Import import = imports.Create(SourcesOf(asked, call.AccessId));
        return EndpointAnswer.OfJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", import.Id);
            json.WriteEndObject();
        }) with
        {
            Status = StatusCodes.Status201Created,
        };
    }

    private IReadOnlyList<ImportSource> SourcesOf(ImportRequests.Begin asked, string accessId)
    {
        if (asked.IsSample)
        {
            string folder = options.SampleFolder
                ?? throw ApiException.NotFound("This server has no samples.");
            return [.. Directory.GetFiles(folder, "*.gz").Order(StringComparer.Ordinal).Select(path =>
                new ImportSource(Path.GetFileName(path), path, new FileInfo(path).Length, IsUploaded: false))];
        }

        if (asked.Folder is not { } named)
        {
            return [];
        }

        // Files of the server are for who started it, whatever the keys of others.
        if (accessId != Session.LocalAccessId)
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                "Folders of the server are read only for who came with the one-time address that it printed.");
        }

        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(named));
        return Path.IsPathFullyQualified(named) && Directory.Exists(full)
            ? [new ImportSource(full, full, null, IsUploaded: false)]
            : throw ApiException.BadRequest("folder must be the full path of a folder of the server.");
    }

    private async Task<EndpointAnswer> UploadAsync(EndpointCall call)
    {
        RequireAllowed();
        Import import = imports.Find(call.PathValues["id"]);
        string name = call.PathValues["name"];
        UploadName.Check(name);
        import.RefuseMore(name, options.MaxUploadFiles);
        (string path, long bytes) = await import.Folder.TakeAsync(
            name, call.Upload, call.UploadLength, options.MaxUploadBytes, call.ClientLeft);
        try
        {
            import.Add(new ImportSource(name, path, bytes, IsUploaded: true), options.MaxUploadFiles);
        }
        catch (ApiException)
        {
            UploadFolder.Delete(path);
            throw;
        }

        return Tell(import) with { Status = StatusCodes.Status201Created };
    }

    private EndpointAnswer Say(EndpointCall call)
    {
        Import import = imports.Find(call.PathValues["id"]);
        import.Say(ImportRequests.ReadOptions(call.Body));
        return Tell(import);
    }

    private EndpointAnswer Build(EndpointCall call)
    {
        string id = call.PathValues["id"];
        imports.Build(id);
        return Tell(imports.Find(id)) with { Status = StatusCodes.Status202Accepted };
    }
}
