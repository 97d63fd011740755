using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vennlink.Page.Tests;

/// <summary>A web site of somebody else on this machine: it answers everything with one page.</summary>
internal sealed class ForeignSite : IDisposable
{
    private readonly HttpListener _listener = new();

    /// <summary>Starts it on a free port.</summary>
    /// <param name="host">Its name.</param>
    /// <param name="html">The page.</param>
    public ForeignSite(string host, string html)
    {
        Url = $"http://{host}:{FreePort()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = AnswerAllAsync(Encoding.UTF8.GetBytes(html));
    }

    /// <summary>Its address.</summary>
    public string Url { get; }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private static int FreePort()
    {
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private async Task AnswerAllAsync(byte[] page)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                context.Response.ContentType = "text/html";
                await context.Response.OutputStream.WriteAsync(page);
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
