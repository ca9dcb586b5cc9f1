namespace DetectionSdk.House.Tests.Snippets;

internal static class ReadmeSnippets
{
    public static void TenLines()
    {
        #region TenLines
        using Detector detector = Detector.LoadDefault();        // or Detector.Load("yours.onnx")
        DetectionResult result = detector.Detect("photo.jpg");   // or a Mat, or the bytes of a file
        foreach (DetectedObject found in result.Objects)         // best score first
        {
            (double x, double y) = (found.Box.X, found.Box.Y);   // pixels of your picture, not rounded
            Console.WriteLine($"{found.Label} {found.Score:0.00} at {x:0}, {y:0}");
        }
        File.WriteAllText("found.json", result.ToJson("photo.jpg"));
        #endregion
    }
}
