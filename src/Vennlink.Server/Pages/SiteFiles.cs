using System.Reflection;
using Microsoft.Net.Http.Headers;
using Vennlink.Server.Http;
using Vennlink.Server.Wire;

namespace Vennlink.Server.Pages;

/// <summary>The files of the page, which are part of the program: HTML, styles, scripts, pictures of its own.</summary>
/// <remarks>
/// The policy allows what this server sends and nothing else: no script or style that stands in a page, no other
/// server, no frame. So text out of an index can neither run nor call anyone, even were it shown as HTML by mistake.
/// </remarks>
/// <param name="folder">Where to read the files from at each request, in development; null for those of the
/// program.</param>
internal sealed class SiteFiles(string? folder)
{
    /// <summary>What a page of this server may do.</summary>
    public const string ContentPolicy =
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    /// <summary>Where they are; what follows is the name of a file.</summary>
    public const string Path = "/site/{**name}";

    /// <summary>The page itself.</summary>
    public const string IndexName = "index.html";

    private const string Prefix = "site/";

    private static readonly Lazy<Dictionary<string, SiteFile>> _files = new(ReadAll);

    /// <summary>Names of all files.</summary>
    internal static IReadOnlyCollection<string> Names => _files.Value.Keys;

    /// <summary>Answers a request for a file.</summary>
    public Task AnswerAsync(HttpContext context) => WriteAsync(context, (string?)context.GetRouteValue("name") ?? "");

    /// <summary>Writes a file.</summary>
    /// <exception cref="ApiException">There is none of this name (404).</exception>
    public Task WriteAsync(HttpContext context, string name)
    {
        SiteFile file = Find(name) ?? throw ApiException.NotFound("The page has no file of this name.");
        string coding = CodingFor(context.Request);
        IHeaderDictionary headers = context.Response.Headers;
        WriteSafetyHeaders(headers);
        headers.CacheControl = "no-cache";
        headers.ETag = file.TagOf(coding);
        headers.Vary = name == IndexName ? "Accept, Accept-Encoding" : "Accept-Encoding";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Tag == file.TagOf(coding)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (coding.Length > 0)
        {
            headers.ContentEncoding = coding;
        }

        return context.WriteAsync(file.In(coding), file.ContentType);
    }

    private static void WriteSafetyHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static string CodingFor(HttpRequest request)
    {
        IList<StringWithQualityHeaderValue> accepted = request.GetTypedHeaders().AcceptEncoding;
        return Array.Find(["br", "gzip"], coding => accepted.Any(value =>
            value.Value.Equals(coding, StringComparison.OrdinalIgnoreCase) && value.Quality is not 0)) ?? "";
    }

    private static Dictionary<string, SiteFile> ReadAll()
    {
        Assembly assembly = typeof(SiteFiles).Assembly;
        Dictionary<string, SiteFile> files = new(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            // A build on Windows names folders by its own separator.
            string name = resource.Replace('\\', '/');
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                using Stream stream = assembly.GetManifestResourceStream(resource)!;
                byte[] content = new byte[stream.Length];
                stream.ReadExactly(content);
                files.Add(name[Prefix.Length..], new SiteFile(name, content));
            }
        }

        return files;
    }

    private SiteFile? Find(string name)
    {
        if (folder is null || !_files.Value.ContainsKey(name))
        {
            return _files.Value.GetValueOrDefault(name);
        }

        return new SiteFile(name, File.ReadAllBytes(System.IO.Path.Combine(folder, name)));
    }
}
