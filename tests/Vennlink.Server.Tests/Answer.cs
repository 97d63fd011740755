using System.Text.Json;

namespace Vennlink.Server.Tests;

/// <summary>One answer of the server, read to its end.</summary>
internal sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? ContentType => Headers.GetValueOrDefault("Content-Type");

    /// <summary>
    /// The message of an error, after a check that the body is of the documented shape and says the status.
    /// </summary>
    public string Error(int status, string name)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/json", ContentType);
        using JsonDocument document = JsonDocument.Parse(Body);
        Assert.Equal(["name", "message", "error"],
            document.RootElement.EnumerateObject().Select(field => field.Name).Where(name => name != "data"));
        Assert.Equal(name, document.RootElement.GetProperty("name").GetString());
        string message = document.RootElement.GetProperty("message").GetString()!;
        Assert.NotEmpty(message);
        Assert.Equal(message, document.RootElement.GetProperty("error").GetString());
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", message, StringComparison.Ordinal);
        return message;
    }

    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            body,
            response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value)));
    }
}
