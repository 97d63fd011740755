namespace Vennlink.Server.Tests;

/// <summary>One server of <see cref="TestIndex.LargerWeb"/> for all tests that only ask.</summary>
[CollectionDefinition(Name)]
public sealed class SmallWebServer : IAsyncLifetime, ICollectionFixture<SmallWebServer>
{
    public const string Name = "small web";

    private readonly TemporaryFolder _folder = new();

    internal RunningServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        TestIndex.Publish(_folder["index"], TestIndex.LargerWeb);
        Server = await RunningServer.StartAsync(_folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
