using System.Text;
using System.Text.Json;

namespace Vennlink.Server.Tests;

/// <summary>A page that is signed in, as a server sees it.</summary>
internal sealed class Page(RunningServer server, string? cookie = null)
{
    /// <summary>One that came by the one-time address.</summary>
    public static async Task<Page> SignInOnceAsync(RunningServer server)
    {
        using HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using HttpRequestMessage request = new(HttpMethod.Get, server.OneTimeAddress());
        request.Headers.Add("Accept", "text/html");
        using HttpResponseMessage answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Page(server, answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(string path, string body = "") =>
        SendAsync(HttpMethod.Post, path, new StringContent(body));

    public Task<Answer> PutAsync(string path, string body) => PutAsync(path, Encoding.UTF8.GetBytes(body));

    public Task<Answer> PutAsync(string path, byte[] body) =>
        SendAsync(HttpMethod.Put, path, new ByteArrayContent(body));

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <summary>The JSON of a good answer.</summary>
    public async Task<JsonElement> JsonAsync(string path)
    {
        Answer answer = await GetAsync(path);
        Assert.True(answer.Status == 200, answer.Body);
        return JsonDocument.Parse(answer.Body).RootElement;
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using HttpRequestMessage request = cookie is null
            ? server.Post(content!, path) : new HttpRequestMessage(HttpMethod.Post, path);
        request.Method = method;
        request.Content = content;
        request.Headers.Add("X-Vennlink-Page", "1");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
        }

        return await server.SendAsync(request);
    }
}
