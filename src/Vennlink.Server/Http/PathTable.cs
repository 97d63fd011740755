using Vennlink.Server.Wire;

namespace Vennlink.Server.Http;

/// <summary>Who answers which path. A path matches with and without a slash at its end, and in any case.</summary>
/// <remarks>A method matches as it is written: RFC 9110 makes <c>post</c> another method than <c>POST</c>.</remarks>
internal sealed class PathTable(IEndpointRouteBuilder routes)
{
    private readonly List<string> _listed = [];
    private readonly Dictionary<string, Dictionary<string, RequestDelegate>> _paths = new(StringComparer.Ordinal);

    /// <summary>Has a method of a path answered.</summary>
    /// <param name="method">The method; with GET goes HEAD.</param>
    /// <param name="path">The path; <c>{name}</c> stands for a part that varies.</param>
    /// <param name="answer">Answers it.</param>
    /// <param name="isListed">Whether the answer to an unknown path names it.</param>
    public void Map(string method, string path, RequestDelegate answer, bool isListed = true)
    {
        if (isListed)
        {
            List(method, path);
        }

        if (!_paths.TryGetValue(path, out Dictionary<string, RequestDelegate>? methods))
        {
            // Method by hand, not by MapPost: routing's own 405 has no body.
            _paths.Add(path, methods = new(StringComparer.Ordinal));
            routes.Map(path, context => AnswerAsync(context, path, methods));
        }

        methods.Add(method, answer);
    }

    /// <summary>Names a path that is answered elsewhere.</summary>
    public void List(string method, string path) => _listed.Add($"{method} {path}");

    /// <summary>Has all other paths answered 404, with those that there are.</summary>
    public void MapRest()
    {
        string message = "There is nothing at this path; this server answers "
            + $"{string.Join(", ", _listed[..^1])} and {_listed[^1]}.";
        routes.Map("/{**path}", (RequestDelegate)(_ => throw ApiException.NotFound(message)));
    }

    private static Task AnswerAsync(HttpContext context, string path, Dictionary<string, RequestDelegate> methods)
    {
        string asked = context.Request.Method;
        if (methods.TryGetValue(asked == HttpMethods.Head ? HttpMethods.Get : asked, out RequestDelegate? answer))
        {
            return answer(context);
        }

        IEnumerable<string> allowed = methods.Keys.SelectMany(method =>
            method == HttpMethods.Get ? [HttpMethods.Get, HttpMethods.Head] : new[] { method });
        throw new ApiException(
            StatusCodes.Status405MethodNotAllowed, $"{path} answers {string.Join(" and ", methods.Keys)} only.",
            allow: string.Join(", ", allowed));
    }
}
