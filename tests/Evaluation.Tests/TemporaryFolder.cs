using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests;

/// <summary>A folder that lives as long as a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("evaluation-tests-");

    public string Root => _folder.FullName;

    public string Write(string name, string text)
    {
        string path = Prepare(name);
        File.WriteAllText(path, text);
        return path;
    }

    public string WriteBytes(string name, byte[] bytes)
    {
        string path = Prepare(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string WriteImage(string name, int width, int height)
    {
        using Mat image = new(height, width, MatType.CV_8UC3, new Scalar(40, 80, 120));
        string path = Prepare(name);
        Assert.True(image.SaveImage(path));
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    public string Prepare(string name)
    {
        string path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
