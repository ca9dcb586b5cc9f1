namespace DetectionSdk.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void After_any_error_the_old_file_is_untouched_and_nothing_else_left()
    {
        string path = _folder.Write("a.txt", "old");
        foreach (Exception error in
            (Exception[])
            [
                new InvalidOperationException("no"), new OperationCanceledException(), new ArgumentException("no")
            ])
            Assert.Same(
                error, Assert.ThrowsAny<Exception>(() => AtomicFile.Write(path, stream => Fail(stream, error))));
        Assert.Equal(
            $"'{path}' could not be written: full",
            Assert.Throws<IOException>(() => AtomicFile.Write(path, stream => Fail(stream, new IOException("full"))))
                .Message);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
        Assert.Equal("old", File.ReadAllText(path));
    }

    private static void Fail(Stream stream, Exception error)
    {
        stream.WriteByte(1);
        throw error;
    }
}
